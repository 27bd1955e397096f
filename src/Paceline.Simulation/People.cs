using System.Globalization;
using NodaTime;
using Paceline.Dialing;

namespace Paceline.Simulation;

/// <summary>Those who are called. What a phone does is decided by the seed, its number and how often it has been called, and by nothing
/// else: the simulated world and the demo's carrier meet the same people.
/// <para>Of a hundred numbers 4 are always vacant (404), 2 are fax machines and 94 belong to somebody. Of a hundred calls to somebody
/// 44 are answered by a person who talks, 3 by one who hangs up at once, 1 by silence, 14 by voicemail with a beep; 12 are busy,
/// 20 ring out, 3 are declined, 2 are switched off and 1 meets a congested network.</para></summary>
public sealed class People(ulong seed)
{
    /// <summary>What happens when the number is called.</summary>
    /// <param name="call">How many times it has been called, this one included; from 1.</param>
    public PhoneCall Call(PhoneNumber number, int call)
    {
        var owner = Chance.Of(seed, number.Dialable).Below(100);
        var chance = Chance.Of(seed, string.Create(CultureInfo.InvariantCulture, $"{number.Dialable}/{call}"));
        return owner switch
        {
            < 4 => new PhoneCall.Refused(chance.Seconds(0.1, 1), 404, Q850: 1),
            < 6 => new PhoneCall.Fax(chance.Seconds(2, 8), ToneFor: chance.Seconds(3, 8)),
            _ => Somebody(chance),
        };
    }

    private static PhoneCall Somebody(Chance chance) => chance.Below(100) switch
    {
        < 44 => new PhoneCall.Person(
            chance.Seconds(1.5, 22), HelloAfter: chance.Seconds(0.3, 1.5), Patience: chance.Seconds(1.2, 6), TalkFor: chance.Seconds(5, 180)),
        < 47 => new PhoneCall.HangsUp(chance.Seconds(2, 20), After: chance.Seconds(0.2, 1.5)),
        < 48 => new PhoneCall.Silent(chance.Seconds(2, 20), For: chance.Seconds(5, 20)),
        < 62 => new PhoneCall.Voicemail(chance.Seconds(4, 24), GreetingFor: chance.Seconds(3, 12), RecordFor: chance.Seconds(10, 60)),
        < 74 => new PhoneCall.Refused(chance.Seconds(0.3, 2), 486, Q850: 17),
        < 94 => new PhoneCall.RingsOut(),
        < 97 => new PhoneCall.Refused(chance.Seconds(3, 15), 603, Q850: 21),
        < 99 => new PhoneCall.Refused(chance.Seconds(0.5, 3), 480, Q850: 20),
        _ => new PhoneCall.Refused(chance.Seconds(0.2, 1), 503, Q850: 34),
    };
}

/// <summary>What the called phone does, from the INVITE on.</summary>
public abstract record PhoneCall
{
    private protected PhoneCall()
    {
    }

    /// <summary>From the INVITE to the 200; null: nobody answers.</summary>
    public virtual Duration? AnswersAfter => null;

    /// <summary>Answers, says hello, and hangs up when <paramref name="Patience"/> passes without a voice; else talks.</summary>
    /// <param name="HelloAfter">From the answer to the first word.</param>
    /// <param name="Patience">From the answer to the hang-up when no voice comes.</param>
    /// <param name="TalkFor">From the first word of the agent to the person's hang-up.</param>
    public sealed record Person(Duration RingFor, Duration HelloAfter, Duration Patience, Duration TalkFor) : PhoneCall
    {
        public override Duration? AnswersAfter => RingFor;
    }

    /// <summary>Answers and hangs up.</summary>
    public sealed record HangsUp(Duration RingFor, Duration After) : PhoneCall
    {
        public override Duration? AnswersAfter => RingFor;
    }

    /// <summary>Answered, and no sound at all.</summary>
    public sealed record Silent(Duration RingFor, Duration For) : PhoneCall
    {
        public override Duration? AnswersAfter => RingFor;
    }

    /// <summary>A greeting, a beep of 400 ms at 1,000 Hz, then it records until its limit.</summary>
    public sealed record Voicemail(Duration RingFor, Duration GreetingFor, Duration RecordFor) : PhoneCall
    {
        public override Duration? AnswersAfter => RingFor;
    }

    /// <summary>2,100 Hz (ITU-T T.30: CED), then it hangs up.</summary>
    public sealed record Fax(Duration RingFor, Duration ToneFor) : PhoneCall
    {
        public override Duration? AnswersAfter => RingFor;
    }

    /// <summary>Rings until the caller gives up.</summary>
    public sealed record RingsOut : PhoneCall;

    /// <summary>A final refusal: busy, declined, vacant, switched off.</summary>
    public sealed record Refused(Duration After, int SipCode, int Q850) : PhoneCall;
}
