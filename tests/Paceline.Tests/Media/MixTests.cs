using Paceline.Media.Audio;
using Paceline.Media.Mixing;

namespace Paceline.Tests.Media;

public sealed class MixTests
{
    private readonly Mix _mix = new();
    private readonly MixLeg _customer = Saying(100);
    private readonly MixLeg _agent = Saying(20);
    private readonly MixLeg _supervisor = Saying(3);

    private sealed class Level(short sample) : ISampleSource
    {
        public bool Fill(Span<short> frame)
        {
            frame.Fill(sample);
            return true;
        }
    }

    private static MixLeg Saying(short sample) => new(new Level(sample));

    private (int Customer, int Agent, int Supervisor) Heard()
    {
        _mix.Tick();
        return (_customer.Heard[7], _agent.Heard[7], _supervisor.Heard[7]);
    }

    private void Bridge(params MixLeg[] legs) => legs.ShouldAllBe(leg => _mix.Add(leg));

    [Fact]
    public void Everybody_hears_all_others_and_never_itself()
    {
        Bridge(_customer, _agent, _supervisor);
        Heard().ShouldBe((23, 103, 120));
    }

    [Fact]
    public void A_customer_on_hold_hears_only_the_hold_audio_and_is_not_heard()
    {
        Bridge(_customer, _agent);
        _customer.Hold(new Level(7));
        Heard().ShouldBe((7, 0, 0));
        _customer.Resume();
        Heard().ShouldBe((20, 100, 0));
    }

    [Fact]
    public void A_monitor_hears_and_is_not_heard_and_a_coach_is_heard_by_one()
    {
        Bridge(_customer, _agent, _supervisor);
        _supervisor.Role = Role.Listening;
        Heard().ShouldBe((20, 100, 120));
        _supervisor.Role = new Role.WhisperTo(_agent);
        Heard().ShouldBe((20, 103, 120));
    }

    [Fact]
    public void A_prompt_is_heard_by_its_leg_alone_until_it_ends()
    {
        Bridge(_customer, _agent);
        _customer.Play(new PromptPlayer(new Prompt(Enumerable.Repeat((short)9, 160).ToArray())), PlayMode.Alone);
        Heard().ShouldBe((9, 100, 0));
        _customer.IsPlaying.ShouldBeFalse();
        Heard().ShouldBe((20, 100, 0));
        _agent.Play(new Level(1), PlayMode.Over);
        Heard().ShouldBe((20, 101, 0));
    }

    [Fact]
    public void Loud_voices_clip_and_do_not_wrap_around()
    {
        Bridge(Saying(30000), Saying(30000), _agent);
        _mix.Tick();
        _agent.Heard[7].ShouldBe(short.MaxValue);
    }

    [Fact]
    public void A_mix_has_a_limit_and_a_leg_is_in_one_mix_only()
    {
        Bridge([.. Enumerable.Range(0, Mix.LegsMax).Select(_ => Saying(1))]);
        _mix.Add(_customer).ShouldBeFalse();
        var other = new Mix();
        other.Add(_mix.Legs[0]).ShouldBeTrue();
        _mix.Legs.Count.ShouldBe(Mix.LegsMax - 1);
    }
}
