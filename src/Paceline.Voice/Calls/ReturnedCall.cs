using Paceline.Media.Audio;
using Paceline.Sip;
using Paceline.Voice.Sockets;

namespace Paceline.Voice;

/// <summary>A person who calls back hears a sentence and is told good-bye; belongs to the signalling thread.</summary>
internal sealed class ReturnedCall(SipCallRef sip, Trunk trunk, Prompt message, RtpLeg leg)
{
    public SipCallRef Sip => sip;

    public Trunk Trunk => trunk;

    public Prompt Message => message;

    public RtpLeg Leg => leg;

    /// <summary>Ends it if the message does not.</summary>
    public Alarm? Guard { get; set; }
}
