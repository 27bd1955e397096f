using Paceline.Voice;

namespace Paceline.Tests.Voice;

public sealed class TrunkHealthTests
{
    private readonly TrunkHealth _health = new(isProbed: true);

    [Fact]
    public void It_is_down_when_a_probe_is_not_answered_in_time_and_up_with_the_next_answer()
    {
        _health.IsUp.ShouldBeTrue();
        _health.ProbeOver(1);
        _health.Trouble.ShouldBe("does not answer");
        _health.ProbeAnswered(2, 404, 2000);
        _health.ProbeOver(2);
        _health.IsUp.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_in_the_end_is_no_answer_and_503_is_a_no()
    {
        _health.ProbeAnswered(1, 0, 1000);
        _health.ProbeOver(1);
        _health.IsUp.ShouldBeFalse();
        _health.ProbeAnswered(2, 503, 2000);
        _health.Trouble.ShouldBe("refuses calls with 503");
    }

    [Fact]
    public void Three_refused_calls_in_a_row_are_a_pause_that_doubles_and_one_carried_call_begins_anew()
    {
        _health.CallFailed(503, 0, 1000);
        _health.CallFailed(503, 0, 1000);
        _health.CallAccepted(1000);
        _health.CallFailed(503, 0, 1000);
        _health.CallFailed(503, 0, 1000);
        _health.IsUp.ShouldBeTrue();

        _health.CallFailed(403, 0, 1000);
        _health.Trouble.ShouldBe("refuses calls with 403");
        _health.PausedUntilMs.ShouldBe(6000);

        // Probes are answered as ever: it stays down, and calls that were under way do not count for the next pause.
        _health.ProbeAnswered(1, 200, 2000);
        _health.CallFailed(403, 0, 2000);
        _health.IsUp.ShouldBeFalse();
        _health.EndPause(5999).ShouldBeFalse();
        _health.EndPause(6000).ShouldBeTrue();
        _health.ProbeAnswered(2, 200, 6010);
        _health.IsUp.ShouldBeTrue();

        Fail(3, 7000);
        _health.PausedUntilMs.ShouldBe(17_000);
        _health.EndPause(17_000).ShouldBeTrue();
        _health.ProbeAnswered(3, 200, 17_010);
        _health.CallAccepted(18_000);
        Fail(3, 20_000);
        _health.PausedUntilMs.ShouldBe(25_000);
    }

    [Fact]
    public void A_far_end_that_says_when_to_come_back_is_obeyed_at_once_but_not_for_ever()
    {
        _health.CallFailed(503, 30, 1000);
        _health.PausedUntilMs.ShouldBe(31_000);
        _health.EndPause(31_000);
        _health.CallFailed(503, int.MaxValue, 40_000);
        _health.PausedUntilMs.ShouldBe(640_000);
    }

    [Fact]
    public void One_that_is_never_probed_is_tried_again_after_its_pause()
    {
        TrunkHealth silent = new(isProbed: false);
        silent.CallFailed(0, 0, 1000);
        silent.CallFailed(0, 0, 1000);
        silent.CallFailed(0, 0, 1000);
        silent.Trouble.ShouldBe("does not answer");
        silent.EndPause(6000);
        silent.IsUp.ShouldBeTrue();
    }

    [Fact]
    public void One_that_wants_a_registration_is_down_until_it_is_given_and_when_it_is_refused()
    {
        TrunkHealth wants = new(isProbed: true, isRegistered: true);
        wants.Trouble.ShouldBe("is being registered");
        wants.ProbeAnswered(1, 200, 1000);
        wants.IsUp.ShouldBeFalse();
        wants.Registered(2000);
        wants.IsUp.ShouldBeTrue();
        wants.Unregistered(403);
        wants.Trouble.ShouldBe("refuses our registration with 403");
        wants.Unregistered(0);
        wants.Trouble.ShouldBe("does not answer our registration");
    }

    [Fact]
    public void A_registration_is_asked_for_before_it_ends_and_less_and_less_often_while_it_is_refused()
    {
        RegistrationPlan plan = new();
        plan.After(600, 1000).ShouldBe(480_000);
        plan.HoldsUntilMs.ShouldBe(601_000);
        Enumerable.Range(0, 8).Select(_ => plan.AfterRefusal(0)).ShouldBe([2000, 4000, 8000, 16_000, 32_000, 64_000, 120_000, 120_000]);
        plan.AfterRefusal(300).ShouldBe(300_000);
        plan.After(1, 2000).ShouldBe(1000);
        plan.AfterRefusal(0).ShouldBe(2000);
    }

    private void Fail(int times, long nowMs)
    {
        for (int i = 0; i < times; i++)
        {
            _health.CallFailed(503, 0, nowMs);
        }
    }
}
