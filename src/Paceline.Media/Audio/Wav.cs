using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Paceline.Media.Audio;

/// <summary>How samples lie in a WAV file; the number is the file's format tag.</summary>
public enum WavEncoding
{
    Pcm16 = 1,
    ALaw = 6,
    MuLaw = 7,
}

/// <summary>Reads prompts and writes recordings: RIFF WAVE with PCM16 or G.711.</summary>
public static class Wav
{
    /// <summary>Length of the header that <see cref="WriteHeader"/> writes, in bytes; the samples follow it.</summary>
    public const int HeaderLength = 58;

    /// <summary>Reads PCM16 or G.711, 8 to 48 kHz, one or two channels; gives 8 kHz, one channel (two are averaged).</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> file, out short[] samples, [NotNullWhen(false)] out string? reason)
    {
        samples = [];
        reason = null;
        if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
        {
            reason = "not a RIFF WAVE file";
            return false;
        }

        ReadOnlySpan<byte> format = default;
        var rest = file[12..];
        while (rest.Length >= 8)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            // A recording whose writer was killed claims more, or nothing: take what is there.
            var available = (int)Math.Min(length, (uint)(rest.Length - 8));
            var body = rest.Slice(8, available);
            if (rest[..4].SequenceEqual("fmt "u8))
            {
                format = body;
            }
            else if (rest[..4].SequenceEqual("data"u8))
            {
                return TryDecode(format, body, out samples, out reason);
            }

            rest = rest[Math.Min(rest.Length, 8 + available + (available & 1))..];
        }

        reason = "no audio in the file";
        return false;
    }

    /// <summary>Writes a header for 8 kHz audio of <paramref name="dataBytes"/> bytes; written again when there is more.</summary>
    /// <param name="target">At least <see cref="HeaderLength"/> bytes.</param>
    /// <param name="encoding">How the samples that follow are written.</param>
    /// <param name="channels">1 or 2; two are interleaved sample by sample.</param>
    /// <param name="dataBytes">Bytes of audio after the header; zero while unknown.</param>
    public static void WriteHeader(Span<byte> target, WavEncoding encoding, int channels, long dataBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 2);
        var sampleBytes = encoding == WavEncoding.Pcm16 ? 2 : 1;
        var data = (uint)Math.Clamp(dataBytes, 0, uint.MaxValue - HeaderLength);
        "RIFF"u8.CopyTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], data + HeaderLength - 8);
        "WAVEfmt "u8.CopyTo(target[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[16..], 18);
        BinaryPrimitives.WriteUInt16LittleEndian(target[20..], (ushort)encoding);
        BinaryPrimitives.WriteUInt16LittleEndian(target[22..], (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(target[24..], Frame.SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(target[28..], (uint)(Frame.SampleRate * channels * sampleBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(target[32..], (ushort)(channels * sampleBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(target[34..], (ushort)(8 * sampleBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(target[36..], 0);
        "fact"u8.CopyTo(target[38..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[42..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(target[46..], data / (uint)(channels * sampleBytes));
        "data"u8.CopyTo(target[50..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[54..], data);
    }

    /// <summary>A whole PCM16 file of one channel.</summary>
    public static byte[] Write(ReadOnlySpan<short> samples)
    {
        var file = new byte[HeaderLength + (samples.Length * 2)];
        WriteHeader(file, WavEncoding.Pcm16, 1, samples.Length * 2);
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(HeaderLength + (i * 2)), samples[i]);
        }

        return file;
    }

    private static bool TryDecode(
        ReadOnlySpan<byte> format, ReadOnlySpan<byte> data, out short[] samples, [NotNullWhen(false)] out string? reason)
    {
        samples = [];
        if (format.Length < 16)
        {
            reason = "no format before the audio";
            return false;
        }

        int tag = BinaryPrimitives.ReadUInt16LittleEndian(format);
        // WAVE_FORMAT_EXTENSIBLE carries the real tag at the start of its sub-format.
        tag = tag == 0xFFFE && format.Length >= 26 ? BinaryPrimitives.ReadUInt16LittleEndian(format[24..]) : tag;
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (channels is not (1 or 2) || rate is < 8000 or > 48000 || (tag, bits) is not ((1, 16) or (6, 8) or (7, 8)))
        {
            reason = $"format {tag}, {bits} bits, {channels} channels, {rate} Hz; wanted PCM16 or G.711, 1 or 2 channels, 8 to 48 kHz";
            return false;
        }

        var sampleBytes = bits / 8;
        var mono = new short[data.Length / (sampleBytes * channels)];
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0;
            for (var channel = 0; channel < channels; channel++)
            {
                sum += Sample(tag, data[(((i * channels) + channel) * sampleBytes)..]);
            }

            mono[i] = (short)(sum / channels);
        }

        samples = rate == Frame.SampleRate ? mono : Resample.To8k(mono, (int)rate);
        reason = null;
        return true;
    }

    private static short Sample(int tag, ReadOnlySpan<byte> at)
    {
        if (tag == (int)WavEncoding.Pcm16)
        {
            return BinaryPrimitives.ReadInt16LittleEndian(at);
        }

        Span<short> one = stackalloc short[1];
        G711.Decode(tag == (int)WavEncoding.ALaw ? G711Law.A : G711Law.Mu, at[..1], one);
        return one[0];
    }
}
