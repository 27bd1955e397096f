using Paceline.Media.Audio;
using Paceline.Sip;
using Paceline.Voice.Sockets;
using Paceline.VoiceProtocol;

namespace Paceline.Voice;

/// <summary>One customer call from admission to the acknowledgement of its end; belongs to the signalling thread.</summary>
internal sealed class CustomerCall(OriginateRequest order, Trunk trunk, Prompt message, RtpLeg leg, long nowMs)
{
    public OriginateRequest Order => order;

    public Trunk Trunk => trunk;

    public Prompt Message => message;

    public RtpLeg Leg => leg;

    /// <summary>What its sound was, for the evidence.</summary>
    public Ear Ear { get; } = new(trunk.Tones);

    public string Attempt => order.Attempt;

    public SipCallRef Sip { get; set; }

    public CallPhase Phase { get; set; } = CallPhase.Admitted;

    /// <summary>The agent it is, was or shall be connected to; empty: nobody yet.</summary>
    public string Agent { get; set; } = order.Agent;

    /// <summary>Whether it is in the agent's mix now.</summary>
    public bool IsJoined { get; set; }

    /// <summary>On hold by command.</summary>
    public bool IsHeld { get; set; }

    /// <summary>The next time it joins is worth an event.</summary>
    public bool AnnouncesBridge { get; set; }

    /// <summary>The abandonment message has started; from then on nobody is connected any more.</summary>
    public bool HasMessage { get; set; }

    /// <summary>RTP arrived after the answer.</summary>
    public bool HasMedia { get; set; }

    /// <summary>Why we ended it, once we did.</summary>
    public EndedBy Ours { get; set; }

    /// <summary>Keys told to the server so far.</summary>
    public int Keys { get; set; }

    /// <summary>Ring time-out, then answer limit, then the message's guard.</summary>
    public Alarm? Alarm { get; set; }

    public long InvitedMs { get; } = nowMs;

    public long? AlertedMs { get; set; }

    public long? AnsweredMs { get; set; }

    public long? BridgedMs { get; set; }

    public bool IsOver => Phase == CallPhase.Ended;

    public bool IsAnswered => AnsweredMs is not null;

    /// <summary>A person is there and nobody of us, and we have not told them so yet.</summary>
    public bool IsWaitingForAgent => !IsOver && IsAnswered && BridgedMs is null && !HasMessage && Ours == EndedBy.Unspecified;

    public void CallOffAlarm()
    {
        Alarm?.CallOff();
        Alarm = null;
    }
}
