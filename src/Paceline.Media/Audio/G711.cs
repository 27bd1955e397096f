namespace Paceline.Media.Audio;

/// <summary>The two companding laws of the telephone network; the number is the static RTP payload type (RFC 3551 §6).</summary>
public enum G711Law
{
    /// <summary>µ-law, used in North America and Japan.</summary>
    Mu = 0,

    /// <summary>A-law, used elsewhere.</summary>
    A = 8,
}

/// <summary>Turns linear 16-bit samples into one byte each and back (ITU-T G.711), by table.</summary>
public static class G711
{
    private const int Bias = 0x84;
    private const int Clip = 32635;

    private static readonly short[] _muToLinear = Table(static code => MuDecode((byte)code));
    private static readonly short[] _aToLinear = Table(static code => ADecode((byte)code));

    // Indexed by the upper 14 (µ) and 13 (A) bits of a sample: what lies below them is finer than any step of the law.
    private static readonly byte[] _linearToMu = Codes(14, MuEncode);
    private static readonly byte[] _linearToA = Codes(13, AEncode);

    /// <summary>The code of a zero sample: what silence looks like on the wire.</summary>
    public static byte Silence(G711Law law) => law == G711Law.A ? (byte)0xD5 : (byte)0xFF;

    /// <summary>Decodes as many samples as both spans hold.</summary>
    public static void Decode(G711Law law, ReadOnlySpan<byte> code, Span<short> samples)
    {
        var table = law == G711Law.A ? _aToLinear : _muToLinear;
        var count = Math.Min(code.Length, samples.Length);
        for (var i = 0; i < count; i++)
        {
            samples[i] = table[code[i]];
        }
    }

    /// <summary>Encodes as many samples as both spans hold.</summary>
    public static void Encode(G711Law law, ReadOnlySpan<short> samples, Span<byte> code)
    {
        var count = Math.Min(code.Length, samples.Length);
        if (law == G711Law.A)
        {
            for (var i = 0; i < count; i++)
            {
                code[i] = _linearToA[(samples[i] + 32768) >> 3];
            }

            return;
        }

        for (var i = 0; i < count; i++)
        {
            code[i] = _linearToMu[(samples[i] + 32768) >> 2];
        }
    }

    private static short[] Table(Func<int, short> decode) => [.. Enumerable.Range(0, 256).Select(decode)];

    private static byte[] Codes(int bits, Func<int, byte> encode)
    {
        var shift = 16 - bits;
        return [.. Enumerable.Range(0, 1 << bits).Select(i => encode((i << shift) - 32768))];
    }

    private static short MuDecode(byte code)
    {
        var inverted = ~code & 0xFF;
        var magnitude = ((((inverted & 0x0F) << 3) + Bias) << ((inverted & 0x70) >> 4)) - Bias;
        return (short)((inverted & 0x80) != 0 ? -magnitude : magnitude);
    }

    private static byte MuEncode(int sample)
    {
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs(sample), Clip) + Bias;
        var exponent = int.Log2(magnitude) - 7;
        return (byte)(~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0F)) & 0xFF);
    }

    private static short ADecode(byte code)
    {
        var toggled = code ^ 0x55;
        var exponent = (toggled & 0x70) >> 4;
        var magnitude = ((toggled & 0x0F) << 4) + 8;
        if (exponent > 0)
        {
            magnitude = (magnitude + 0x100) << (exponent - 1);
        }

        return (short)((toggled & 0x80) != 0 ? magnitude : -magnitude);
    }

    private static byte AEncode(int sample)
    {
        var sign = sample < 0 ? 0 : 0x80;
        // One's complement of a negative sample, so that both signs have the same steps.
        var magnitude = sample < 0 ? ~sample : sample;
        var exponent = Math.Max(int.Log2(Math.Max(magnitude, 1)) - 7, 0);
        var mantissa = (magnitude >> (exponent == 0 ? 4 : exponent + 3)) & 0x0F;
        return (byte)((sign | (exponent << 4) | mantissa) ^ 0x55);
    }
}
