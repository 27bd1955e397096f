using Paceline.Demo;
using Paceline.Demo.People;
using Paceline.Demo.Sound;
using Paceline.Media.Audio;
using Paceline.Media.Tones;

namespace Paceline.Tests.Demo;

public sealed class ToneEarTests
{
    [Fact]
    public void Every_agent_is_told_from_every_other_by_tone()
    {
        foreach (var hz in Voices.AgentsHz)
        {
            Heard(Ear(Voices.AgentsHz, 0.6), new ToneSource(Tone.Continuous(hz))).ShouldContain(h => h.Hz == hz && h.SecondHz == 0);
        }
    }

    [Fact]
    public void Every_person_is_told_from_every_other_by_voice()
    {
        foreach (var hz in Voices.PeopleHz)
        {
            var voices = Heard(Ear(Voices.PeopleHz, 0.35), Script.Talk(hz, helloMs: 200)).Where(Lasts).ToList();

            voices.ShouldNotBeEmpty();
            voices.ShouldAllBe(h => h.Hz == hz && h.SecondHz == 0);
        }
    }

    [Fact]
    public void Two_people_at_once_are_heard_as_two()
    {
        var heard = Heard(Ear(Voices.PeopleHz, 0.35), new Both(Script.Talk(550, 200), Script.Talk(800, 200)));

        heard.Where(Lasts).ShouldContain(static h => h.Hz > 0 && h.SecondHz > 0);
    }

    [Fact]
    public void The_abandonment_message_is_sound_and_no_agent()
    {
        using var file = DemoPrompts.Open(DemoPrompts.Abandonment);
        using MemoryStream bytes = new();
        file.CopyTo(bytes);
        Prompt.TryLoad(bytes.ToArray(), out var prompt, out var reason).ShouldBeTrue(reason);
        var ear = Ear(Voices.AgentsHz, 0.6);

        var heard = Heard(ear, new PromptPlayer(prompt), frames: 350);

        prompt.DurationMs.ShouldBeInRange(3000, 10_000);
        heard.Where(Lasts).ShouldNotContain(static h => h.Hz > 0);
        heard.Where(static h => h.Hz == 0).Sum(static h => h.UntilMs - h.FromMs).ShouldBeGreaterThan(2000);
        ear.FirstSoundMs.ShouldNotBeNull();
    }

    [Fact]
    public void Silence_is_no_sound()
    {
        var ear = Ear(Voices.AgentsHz, 0.6);

        Heard(ear, new ToneSource(Tone.Once(20, 0))).ShouldBeEmpty();
        ear.FirstSoundMs.ShouldBeNull();
    }

    [Fact]
    public void Nobody_shares_a_tone_with_the_other_side()
    {
        Voices.PeopleHz.Concat(Voices.AgentsHz).Append(Voices.BeepHz).Append(Voices.ChestHz).ShouldBeUnique();
        Voices.AgentsHz.Count.ShouldBe(Voices.AgentsMax);
    }

    /// <summary>More than one window: no edge between two sounds.</summary>
    private static bool Lasts(Heard heard) => heard.UntilMs - heard.FromMs > 80;

    /// <summary>Its clock runs with the frames.</summary>
    private static ToneEar Ear(IReadOnlyList<double> known, double share)
    {
        var nowMs = 0L;
        return new ToneEar(known, share) { Clock = () => nowMs += Frame.Milliseconds };
    }

    private static IReadOnlyList<Heard> Heard(ToneEar ear, ISampleSource source, int frames = 150)
    {
        var frame = new short[Frame.Samples];
        for (var i = 0; i < frames; i++)
        {
            source.Fill(frame);
            ear.Hear(frame);
        }

        return ear.All();
    }

    private sealed class Both(ISampleSource one, ISampleSource other) : ISampleSource
    {
        public bool Fill(Span<short> frame)
        {
            Span<short> second = stackalloc short[frame.Length];
            var more = one.Fill(frame) | other.Fill(second);
            for (var i = 0; i < frame.Length; i++)
            {
                frame[i] = (short)((frame[i] + second[i]) / 2);
            }

            return more;
        }
    }
}
