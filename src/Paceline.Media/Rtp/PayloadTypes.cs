using Paceline.Media.Audio;

namespace Paceline.Media.Rtp;

/// <summary>What offer and answer agreed for one leg.</summary>
/// <param name="Send">The law we send; both laws are always understood.</param>
/// <param name="TelephoneEvent">Payload type of telephone-event at 8000 Hz in both directions; null when not agreed.</param>
public sealed record PayloadTypes(G711Law Send, byte? TelephoneEvent)
{
    /// <summary>Comfort noise (RFC 3389): means silence, carries nothing we play.</summary>
    public const byte ComfortNoise = 13;
}
