namespace Paceline.Media.Audio;

/// <summary>The one beat of all audio in this project: 20 ms of one channel at 8 kHz.</summary>
public static class Frame
{
    /// <summary>Samples per second.</summary>
    public const int SampleRate = 8000;

    /// <summary>Length of a frame in milliseconds.</summary>
    public const int Milliseconds = 20;

    /// <summary>Length of a frame in samples, and in bytes of G.711.</summary>
    public const int Samples = 160;
}
