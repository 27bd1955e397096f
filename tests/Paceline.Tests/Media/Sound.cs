using Paceline.Media.Audio;
using Paceline.Media.Rtp;
using Paceline.Media.Tones;

namespace Paceline.Tests.Media;

internal static class Sound
{
    public static short[] Of(Tone tone, int ms) => Of(new ToneSource(tone), ms);

    public static short[] Of(ISampleSource source, int ms)
    {
        var samples = new short[ms / Frame.Milliseconds * Frame.Samples];
        for (var at = 0; at < samples.Length; at += Frame.Samples)
        {
            source.Fill(samples.AsSpan(at, Frame.Samples));
        }

        return samples;
    }

    /// <summary>A datagram of PCMU in which every sample has the same loudness.</summary>
    public static byte[] Packet(ushort sequence, uint timestamp, uint ssrc = 1, short level = 8000, int samples = 160, bool marker = false)
    {
        var code = new byte[samples];
        G711.Encode(G711Law.Mu, Enumerable.Repeat(level, samples).ToArray(), code);
        var datagram = new byte[RtpPacket.HeaderLength + samples];
        RtpPacket.Write(datagram, 0, marker, sequence, timestamp, ssrc, code);
        return datagram;
    }
}
