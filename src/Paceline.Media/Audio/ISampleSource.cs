namespace Paceline.Media.Audio;

/// <summary>Anything that can be heard: gives linear 16-bit samples at 8 kHz, one 20 ms frame per tick of the clock.</summary>
public interface ISampleSource
{
    /// <summary>Fills the whole frame (what is missing becomes silence) and says whether there is more after it.</summary>
    bool Fill(Span<short> frame);
}
