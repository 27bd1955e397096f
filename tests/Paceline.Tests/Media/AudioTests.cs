using CsCheck;
using Paceline.Media.Audio;
using Paceline.Media.Tones;

namespace Paceline.Tests.Media;

public sealed class AudioTests
{
    [Theory]
    [InlineData(G711Law.Mu, (byte)0xFF, 0)]
    [InlineData(G711Law.Mu, (byte)0x80, 32124)]
    [InlineData(G711Law.Mu, (byte)0x00, -32124)]
    [InlineData(G711Law.A, (byte)0xD5, 8)]
    [InlineData(G711Law.A, (byte)0x55, -8)]
    [InlineData(G711Law.A, (byte)0xAA, 32256)]
    public void A_code_means_what_the_recommendation_says(G711Law law, byte code, int sample)
    {
        var decoded = new short[1];
        G711.Decode(law, [code], decoded);
        decoded[0].ShouldBe((short)sample);
    }

    [Theory]
    [InlineData(G711Law.Mu)]
    [InlineData(G711Law.A)]
    public void Every_code_survives_decoding_and_encoding(G711Law law)
    {
        var codes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var samples = new short[256];
        var again = new byte[256];
        G711.Decode(law, codes, samples);
        G711.Encode(law, samples, again);
        // µ-law has two zeros, and both decode to the same one.
        var expected = codes.Select(c => law == G711Law.Mu && c == 0x7F ? (byte)0xFF : c);
        again.ShouldBe(expected);
    }

    [Fact]
    public void The_level_of_a_generated_tone_is_the_level_asked_for() =>
        Level.Dbm0(Sound.Of(new ToneSource(Tone.Continuous(1000), -20), 1000)).ShouldBe(-20, 0.1);

    [Fact]
    public void A_prompt_written_as_wav_is_read_back_sample_by_sample()
    {
        var samples = Sound.Of(Tone.Continuous(440), 200);
        Prompt.TryLoad(Wav.Write(samples), out var prompt, out _).ShouldBeTrue();
        prompt!.Samples.ToArray().ShouldBe(samples);
    }

    [Fact]
    public void A_stereo_recording_in_g711_is_read_as_one_channel()
    {
        var file = new byte[Wav.HeaderLength + 320];
        Wav.WriteHeader(file, WavEncoding.ALaw, 2, 320);
        file.AsSpan(Wav.HeaderLength).Fill(0xAA);
        Prompt.TryLoad(file, out var prompt, out _).ShouldBeTrue();
        prompt!.Samples.ToArray().ShouldBe(Enumerable.Repeat((short)32256, 160));
    }

    [Fact]
    public void A_prompt_at_48_kHz_keeps_its_pitch_and_loses_what_8_kHz_cannot_carry()
    {
        var samples = new short[48000];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)((8000 * Math.Sin(2 * Math.PI * 1000 * i / 48000)) + (8000 * Math.Sin(2 * Math.PI * 6900 * i / 48000)));
        }

        var file = Wav.Write(samples);
        BitConverter.TryWriteBytes(file.AsSpan(24), 48000);
        Prompt.TryLoad(file, out var prompt, out _).ShouldBeTrue();
        prompt!.DurationMs.ShouldBe(1000);
        Goertzel.Share(prompt.Samples[800..7200], 1000).ShouldBeGreaterThan(0.99);
    }

    [Fact]
    public void A_file_of_any_bytes_is_refused_with_a_reason_or_read() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        byte[] file = [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, .. bytes];
        return Prompt.TryLoad(file, out var prompt, out var reason) ? prompt is not null : reason is not null;
    });

    [Fact]
    public void A_prompt_ends_once_or_starts_again()
    {
        var prompt = new Prompt([1, 2, 3]);
        var frame = new short[8];
        new PromptPlayer(prompt).Fill(frame).ShouldBeFalse();
        frame.ShouldBe([1, 2, 3, 0, 0, 0, 0, 0]);
        new PromptPlayer(prompt, Repeat.Forever).Fill(frame).ShouldBeTrue();
        frame.ShouldBe([1, 2, 3, 1, 2, 3, 1, 2]);
    }
}
