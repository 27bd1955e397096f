using Paceline.Demo.People;
using Paceline.Demo.Sound;
using Paceline.Sip;
using Paceline.Voice;

namespace Paceline.Demo.Carrier;

/// <summary>One call at the simulated carrier, from its INVITE to its end.</summary>
internal sealed class CarrierCall(SipCallRef reference, SipRequest invite, string to, CalledPerson person)
{
    public SipCallRef Ref { get; } = reference;

    public SipRequest Invite { get; } = invite;

    /// <summary>The called number as the request named it.</summary>
    public string To { get; } = to;

    public CalledPerson Person { get; } = person;

    public RtpLeg? Leg { get; set; }

    public SdpLocal? Media { get; set; }

    /// <summary>When the 200 left, monotonic milliseconds; null: not answered.</summary>
    public long? OkMs { get; set; }

    /// <summary>Listens from the answer on.</summary>
    public ToneEar? Ear { get; set; }

    public bool HungUpByPerson { get; set; }

    /// <summary>What the person heard, from the 200 on.</summary>
    public (long? FirstSoundMs, string What, double Hz) Heard()
    {
        if (Ear is null || OkMs is not { } ok)
        {
            return (null, "none", 0);
        }

        // A word of an agent is at least two windows of one tone; the message is half a second of sound that is no tone, in all.
        var heard = Ear.All();
        var agent = heard.FirstOrDefault(static h => h.Hz > 0 && h.UntilMs - h.FromMs >= 160);
        var other = heard.Where(static h => h.Hz == 0).Sum(static h => h.UntilMs - h.FromMs);
        var first = Ear.FirstSoundMs is { } ms ? Math.Max(0, ms - ok) : (long?)null;
        return agent is not null ? (first, "agent", agent.Hz)
            : other >= 500 ? (first, "message", 0)
            : first is not null ? (first, "other", 0)
            : (null, "none", 0);
    }
}
