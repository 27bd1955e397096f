using Paceline.Media.Analysis;
using Paceline.Media.Audio;
using Paceline.Media.Tones;

namespace Paceline.Tests.Media;

public sealed class AnalysisTests
{
    public static TheoryData<string, ProgressTone> Tones
    {
        get
        {
            var data = new TheoryData<string, ProgressTone>();
            foreach (var plan in TonePlan.All)
            {
                data.Add(plan.Country, ProgressTone.Busy);
                data.Add(plan.Country, ProgressTone.Congestion);
                data.Add(plan.Country, ProgressTone.Ringback);
            }

            return data;
        }
    }

    private static IEnumerable<short[]> Frames(Tone tone, int ms) => Sound.Of(tone, ms).Chunk(Frame.Samples);

    /// <summary>Syllables of a voice: many harmonics whose pitch and loudness wander.</summary>
    private static short[] Voice(int ms)
    {
        var samples = new short[ms * 8];
        var phase = 0.0;
        for (var i = 0; i < samples.Length; i++)
        {
            var t = i / 8000.0;
            phase += 2 * Math.PI * (130 + (35 * Math.Sin(2 * Math.PI * 2.3 * t))) / 8000;
            var loud = 0.4 + (0.6 * Math.Abs(Math.Sin(2 * Math.PI * 2.1 * t)));
            samples[i] = (short)(2500 * loud * Enumerable.Range(1, 12).Sum(k => Math.Sin(k * phase) / Math.Sqrt(k)) / 2);
        }

        return samples;
    }

    private static IEnumerable<short[]> Line(params short[][] parts) => parts.SelectMany(p => p).Chunk(Frame.Samples);

    private static short[] Silence(int ms) => new short[ms * 8];

    [Theory, MemberData(nameof(Tones))]
    public void Every_tone_of_every_country_is_recognised_and_no_other(string country, ProgressTone kind)
    {
        var plan = TonePlan.For(country)!;
        var tone = kind switch
        {
            ProgressTone.Busy => plan.Busy,
            ProgressTone.Congestion => plan.Congestion,
            ProgressTone.Ringback => plan.Ringback,
        };
        var detector = new CadenceDetector(plan);
        var found = new List<ProgressTone>();
        // Begun somewhere in its rhythm, as early media is.
        foreach (var frame in Frames(tone, 15_000).Skip(7))
        {
            if (detector.Push(frame) is { } recognised)
            {
                found.Add(recognised);
            }
        }

        var expected = plan.Congestion.Segments.SequenceEqual(tone.Segments) && plan.Busy.Segments.SequenceEqual(tone.Segments)
            ? ProgressTone.Busy
            : kind;
        found.Distinct().ShouldBe([expected]);
    }

    [Fact]
    public void A_voice_is_no_tone_of_any_kind()
    {
        var cadences = TonePlan.All.Select(plan => new CadenceDetector(plan)).ToArray();
        var (sit, fax, beep) = (new SitDetector(), new FaxDetector(), new BeepDetector());
        foreach (var frame in Line(Voice(3000), Silence(500), Voice(2000)))
        {
            cadences.ShouldAllBe(c => c.Push(frame) == null);
            sit.Push(frame).ShouldBeNull();
            fax.Push(frame).ShouldBeNull();
            beep.Push(frame);
        }

        beep.IsHeard.ShouldBeFalse();
    }

    [Theory]
    [InlineData(SitKind.Intercept)]
    [InlineData(SitKind.VacantCode)]
    [InlineData(SitKind.Reorder)]
    [InlineData(SitKind.NoCircuit)]
    [InlineData(SitKind.Unknown)]
    public void Special_information_tones_are_read(SitKind kind)
    {
        var detector = new SitDetector();
        foreach (var frame in Line(Silence(300), Sound.Of(Sit.Of(kind), 1200)))
        {
            detector.Push(frame);
        }

        detector.Heard.ShouldBe(kind);
    }

    [Theory]
    [InlineData(2100, FaxTone.Ced)]
    [InlineData(1100, FaxTone.Cng)]
    public void A_fax_is_heard(double hz, FaxTone tone)
    {
        var detector = new FaxDetector();
        foreach (var frame in Frames(Tone.Once(500, hz), 600))
        {
            detector.Push(frame);
        }

        detector.Heard.ShouldBe(tone);
    }

    [Theory]
    [InlineData(425)]
    [InlineData(1000)]
    [InlineData(1399)]
    public void A_beep_after_a_greeting_is_heard_and_its_end_too(double hz)
    {
        var detector = new BeepDetector();
        foreach (var frame in Line(Voice(2000), Silence(300), Sound.Of(Tone.Once(300, hz), 300)))
        {
            detector.IsOver.ShouldBeFalse();
            detector.Push(frame);
        }

        detector.IsHeard.ShouldBeTrue();
        detector.Push(new short[Frame.Samples]);
        detector.Push(new short[Frame.Samples]);
        detector.IsOver.ShouldBeTrue();
    }

    [Fact]
    public void The_timeline_says_where_speech_began_and_ended()
    {
        var detector = new SpeechDetector();
        var events = Line(Silence(400), Voice(600), Silence(600)).Select(f => detector.Push(f)).OfType<SpeechEvent>().ToArray();
        events.Select(e => e.Change).ShouldBe([SpeechChange.Started, SpeechChange.Ended]);
        events[0].AtMs.ShouldBeInRange(380, 440);
        events[1].AtMs.ShouldBeInRange(940, 1040);
    }

    [Theory]
    [InlineData(600, 1500, Answerer.Human)]
    [InlineData(4000, 0, Answerer.Machine)]
    [InlineData(0, 6000, Answerer.NotSure)]
    public void A_short_greeting_is_a_human_and_a_long_one_a_machine(int speechMs, int silenceMs, Answerer verdict)
    {
        var rule = new GreetingRule(new GreetingLimits());
        foreach (var frame in Line(Silence(300), Voice(speechMs), Silence(silenceMs)))
        {
            rule.Push(frame);
        }

        rule.Verdict.ShouldBe(verdict);
    }
}
