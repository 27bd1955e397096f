using System.Diagnostics.CodeAnalysis;

namespace Paceline.Media.Audio;

/// <summary>A recording that is played to people, loaded once and shared by all who hear it; never changes.</summary>
public sealed class Prompt
{
    private readonly short[] _samples;

    public Prompt(ReadOnlySpan<short> samples) => _samples = samples.ToArray();

    public ReadOnlySpan<short> Samples => _samples;

    /// <summary>Playing time in milliseconds.</summary>
    public long DurationMs => (long)_samples.Length * 1000 / Frame.SampleRate;

    /// <summary>Reads a WAV file (see <see cref="Wav"/>); otherwise says in one sentence why it cannot be played.</summary>
    public static bool TryLoad(
        ReadOnlySpan<byte> wav, [NotNullWhen(true)] out Prompt? prompt, [NotNullWhen(false)] out string? reason)
    {
        prompt = Wav.TryRead(wav, out var samples, out reason) ? new Prompt(samples) : null;
        return prompt is not null;
    }
}
