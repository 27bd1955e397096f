using Paceline.Media.Audio;

namespace Paceline.Media.Tones;

/// <summary>The short tone in an agent's ear at the moment a person is connected: somebody is there, speak. It is in the sound itself, so it
/// comes with the person on every kind of phone, and also while the server or the screen is away.</summary>
public static class ZipTone
{
    /// <summary>Apart from the tones of networks (ITU-T E.180: 425 and 440), of machines and of telephone keys.</summary>
    public const double Hz = 475;

    private const int Ms = 180;

    /// <summary>Under a voice, so that a first word that meets it is still understood.</summary>
    private const double Dbm0 = -16;

    private static readonly Tone _tone = Tone.Once(Ms, Hz);

    public static ISampleSource Play() => new ToneSource(_tone, Dbm0);
}
