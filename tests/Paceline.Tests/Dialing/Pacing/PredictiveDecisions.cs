using CsCheck;
using NodaTime;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Pacing;
using Paceline.Storage;

namespace Paceline.Tests.Dialing.Pacing;

/// <summary>What is dialled, and not dialled, ahead of free agents.</summary>
public sealed class PredictiveDecisions
{
    private static readonly string[] _sevenAboutToFinish = ["wrap 12", "wrap 15", "wrap 18", "wrap 14", "talk 200", "talk 150", "wrap 20"];

    [Fact]
    public void It_dials_while_nobody_is_free_because_somebody_will_be()
    {
        var decision = new PacingStory { Agents = _sevenAboutToFinish }.Decide();

        decision.Launch.ShouldBeGreaterThan(3);
        decision.Why.Cause.ShouldBe(PacingCause.Threshold);
        decision.Why.IsAllowed.ShouldBeTrue();
        decision.AskAgainAt.ShouldBe(PacingStory.Now + Duration.FromMilliseconds(500));
    }

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public void It_waits_for_history_before_it_dials_ahead(int known, bool ahead)
    {
        var decision = new PacingStory { Agents = _sevenAboutToFinish, Model = PacingStory.Learned(known) }.Decide();

        (decision.Launch > 0).ShouldBe(ahead);
        (decision.Why.Cause is PacingCause.NoHistory).ShouldBe(!ahead);
    }

    [Fact]
    public void A_large_group_waits_for_as_many_attempts_as_it_has_agents()
    {
        string[] agents = [.. Enumerable.Repeat("wrap 20", 45)];

        new PacingStory { Agents = agents, Model = PacingStory.Learned(44) }.Decide().Launch.ShouldBe(0);
        new PacingStory { Agents = agents, Model = PacingStory.Learned(45) }.Decide().Launch.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(60)]
    public void One_dial_for_each_free_agent_is_made_whatever_is_left_of_the_limit(int free)
    {
        var spent = PacingStory.Budget with { Counts = new(400, 40) };
        string[] agents = [.. Enumerable.Repeat("free", free), "talk 100", "wrap 20"];

        var decision = new PacingStory { Agents = agents, InFlight = ["ring 5"] }.Decide(spent);

        decision.Launch.ShouldBe(free - 1);
        decision.Threshold.ShouldBe(0);
        decision.Why.Cause.ShouldBe(PacingCause.BudgetSpent);
        decision.Why.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void With_no_budget_nobody_is_dialled_ahead() =>
        PredictivePacer.Decide(
            new PacingScene { Now = PacingStory.Now, Agents = new PacingStory { Agents = ["wrap 20", "free"] }.SeenAgents(), InFlight = [], Room = 9 },
            PacingStory.Learned(500),
            PacingStory.Terms).Launch.ShouldBe(1);

    [Fact]
    public void The_strictest_window_rules()
    {
        var spent = PacingStory.Budget with { Counts = new(4000, 130), Left = Duration.FromHours(1) };
        var story = new PacingStory { Agents = _sevenAboutToFinish };

        story.Decide(PacingStory.Budget, spent).ShouldBe(story.Decide(spent));
        story.Decide(spent, PacingStory.Budget).Launch.ShouldBe(0);
    }

    [Fact]
    public void A_long_window_says_how_many_answers_it_still_expects()
    {
        var month = PacingStory.Budget with { Counts = new(40_000, 1195), Dialed = Duration.FromHours(160) };
        var story = new PacingStory { Agents = _sevenAboutToFinish };

        story.Decide(month).Launch.ShouldBeGreaterThan(0, "four hours at the month's pace");
        story.Decide(month with { Counts = new(40_000, 1202), Expected = 50 }).Why.Cause.ShouldBe(PacingCause.BudgetSpent);
        story.Decide(month with { Counts = new(40_000, 1202), Expected = 2000 }).Launch.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void An_agent_who_asks_to_leave_is_counted_no_more_at_once()
    {
        string[] leaving = [.. _sevenAboutToFinish.Select(static agent => $"{agent} leaving")];

        var all = new PacingStory { Agents = _sevenAboutToFinish }.Decide();
        var half = new PacingStory { Agents = [.. _sevenAboutToFinish[..3], .. leaving[3..]] }.Decide();
        var none = new PacingStory { Agents = [.. leaving, "free leaving"] }.Decide();

        half.Launch.ShouldBeLessThan(all.Launch);
        half.Why.Leaving.ShouldBe(4);
        (none.Launch, none.Why.Cause).ShouldBe((0, PacingCause.NoAgents));
    }

    [Fact]
    public void Without_agents_it_does_nothing_and_waits_for_something_to_happen()
    {
        var decision = new PacingStory().Decide();

        (decision.Launch, decision.TakeBack, decision.AskAgainAt).ShouldBe((0, 0, null));
    }

    [Fact]
    public void Lines_are_a_limit_above_the_floor_too()
    {
        var decision = new PacingStory { Agents = ["free", "free", "free"], Room = 2 }.Decide();

        (decision.Launch, decision.Why.Cause).ShouldBe((2, PacingCause.Room));
        new PacingStory { Agents = ["talk 5"], InFlight = ["ring 3", "ring 4"], Room = 0 }.Decide().Why.Cause
            .ShouldBe(PacingCause.Threshold, "a line would change nothing");
    }

    [Fact]
    public void What_has_rung_longest_is_taken_back_when_people_would_find_nobody()
    {
        var story = new PacingStory { Agents = ["talk 5", "talk 6"], InFlight = ["ring 16", "ring 18", "ring 8", "ring 9", "ring 10", "ring 3"] };

        story.Decide().TakeBack.ShouldBe(2, "those that rang for 15 s");
        new PacingStory { Agents = story.Agents, InFlight = story.InFlight, On = PacingStory.Terms with { TakeBackAfter = null } }.Decide().TakeBack.ShouldBe(0);
    }

    [Fact]
    public void The_guard_stops_what_the_threshold_alone_would_allow()
    {
        // 34 answered, none abandoned, where the limit holds at every moment: one may be lost, two may not. The calibration has gone astray.
        var earned = PacingStory.Budget with { Counts = new(34, 0), Holds = LimitHolds.Always };
        var astray = PacingStory.Learned(500) with { Calibration = new(0, 5000) };

        var decision = new PacingStory { Agents = _sevenAboutToFinish, Model = astray }.Decide(earned);

        decision.Why.Cause.ShouldBe(PacingCause.Guard);
        decision.Why.BreaksAt.ShouldBe(2);
        decision.Why.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void Exact_and_approximate_sums_meet()
    {
        var exact = new PacingStory { Agents = Mixed(40) }.Decide();
        var approximate = new PacingStory { Agents = Mixed(41) }.Decide();

        approximate.Launch.ShouldBeInRange(exact.Launch - 2, exact.Launch + 4);

        static string[] Mixed(int agents) => [.. Enumerable.Range(0, agents).Select(i => (i % 3) switch { 0 => $"wrap {i}", 1 => $"talk {4 * i}", _ => $"talk {i}" })];
    }

    [Fact]
    public void A_goal_that_is_reached_uses_less_than_the_limit_allows_and_never_more()
    {
        var modest = new PacingGoal.BusyFactor(0.5);
        var bold = new PacingGoal.BusyFactor(0.99);
        var reached = PacingStory.Learned(500);
        var missed = PacingStory.Learned(500);
        for (var i = 0; i < 200; i++)
        {
            reached = reached.AfterWait(Duration.FromSeconds(5), modest).AfterTalk(Duration.FromSeconds(120));
            missed = missed.AfterWait(Duration.FromSeconds(90), bold).AfterTalk(Duration.FromSeconds(120));
        }

        var limit = new PacingStory { Agents = _sevenAboutToFinish }.Decide().Threshold;
        Threshold(reached, modest).ShouldBe(0.001 * limit, 1e-9);
        Threshold(missed, bold).ShouldBe(limit, 1e-9);

        static double Threshold(PacingModel model, PacingGoal goal) =>
            new PacingStory { Agents = _sevenAboutToFinish, Model = model, On = PacingStory.Terms with { Goal = goal } }.Decide().Threshold;
    }

    [Fact]
    public void The_reason_is_one_sentence_with_the_figures_that_decided()
    {
        new PacingStory { Agents = [.. _sevenAboutToFinish, "talk 60 leaving"], InFlight = ["ring 4"] }.Decide().Why.Sentence
            .ShouldMatch(@"^8 agents, none free, 1 leaving, \d+\.\d % that another is free within \d+ s; 1 on the way; the next dial would find nobody with \d\.\d %, allowed \d\.\d %: dial \d+\.$");
        new PacingStory { Agents = ["free", "wrap 10"], Model = PacingStory.Learned(18) }.Decide().Why.Sentence
            .ShouldBe("2 agents, 1 free; 18 of 30 attempts known, until then one dial for each free agent: dial 1.");
        new PacingStory { Agents = ["free", "wrap 10"], InFlight = ["ring 3"] }.Decide(PacingStory.Budget with { Counts = new(401, 30), Left = Duration.Zero }).Why.Sentence
            .ShouldBe("2 agents, 1 free; abandoned 30 of 401, none allowed for 633 more answers, so one dial for each free agent: dial 0.");
        new PacingStory().Decide().Why.Sentence.ShouldBe("0 agents, none free: dial 0.");
    }

    [Fact]
    public void A_decision_allocates_nothing()
    {
        var story = new PacingStory { Agents = [.. _sevenAboutToFinish, "free"], InFlight = ["ring 16", "ring 4", "detect 1", "dial 1"] };
        var agents = story.SeenAgents();
        var attempts = story.SeenAttempts();
        var model = story.Model.Refreshed(PacingStory.Now, PacingStory.Terms, agents);
        var launched = 0;
        for (var i = 0; i < 50; i++)
        {
            launched += Once();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            launched += Once();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        launched.ShouldBeGreaterThan(0);

        int Once() => PredictivePacer.Decide(
            new PacingScene { Now = PacingStory.Now, Agents = agents, InFlight = attempts, Room = 50 }, model, PacingStory.Terms, PacingStory.Budget).Launch;
    }

    [Fact]
    public void What_was_learned_is_written_down_and_read_again()
    {
        var story = new PacingStory { Agents = _sevenAboutToFinish };

        var read = FactJson.Read<PacingModel>(FactJson.Write(story.Model));

        new PacingStory { Agents = _sevenAboutToFinish, Model = read }.Decide().ShouldBe(story.Decide());
    }

    [Fact]
    public void Whatever_it_sees_it_orders_only_what_the_contract_allows()
    {
        var ages = Gen.Double[-5, 4000];
        var agent = Gen.Select(Gen.Enum<AgentActivity>(), ages, Gen.Bool, static (activity, age, leaving) =>
            new SeenAgent(activity, PacingStory.Now - Duration.FromSeconds(age)) { Leaving = leaving });
        var attempt = Gen.Select(Gen.Enum<AttemptStage>(), ages, static (stage, age) =>
            new SeenAttempt(stage, PacingStory.Now - Duration.FromSeconds(age), PacingStory.Now - Duration.FromSeconds(age)));
        var budget = Gen.Select(Gen.Long[0, 5000], Gen.Double[0, 1], Gen.Double[0, 30000], Gen.Double[0, 0.1], static (answered, share, left, limit) =>
            new PacingBudget(new AbandonmentLimit(limit), new AbandonmentCounts(answered, (long)(answered * share * share)), Duration.FromHours(3), Duration.FromSeconds(left)));
        PacingModel[] models = [PacingStory.Learned(0), PacingStory.Learned(29), PacingStory.Learned(400), AllAnswer(), NoneAnswers()];

        Gen.Select(agent.Array[0, 60], attempt.Array[0, 80], budget, Gen.Int[0, 5], Gen.Int[0, 200], Gen.Int[0, models.Length - 1])
            .Sample(
                (agents, attempts, window, waiting, room, model) =>
                {
                    var decision = PredictivePacer.Decide(
                        new PacingScene { Now = PacingStory.Now, Agents = agents, InFlight = attempts, Waiting = waiting, Room = room },
                        models[model],
                        PacingStory.Terms,
                        window);
                    var staying = agents.Any(static a => !a.Leaving);
                    var floor = staying ? Math.Min(room, decision.Why.Covered) : 0;
                    return decision.Why.IsAllowed
                        && decision.Launch >= floor
                        && decision.Launch <= room
                        && decision.TakeBack <= attempts.Length
                        && decision.Why.LossOfNext is >= 0 and <= 1.000001;
                },
                iter: 300);
    }

    private static PacingModel AllAnswer()
    {
        var model = PacingModel.New(PacingStory.Terms.RingTimeout);
        for (var i = 0; i < 400; i++)
        {
            model = model.AfterPresented(PacingStory.Now, PacingStory.Now, PacingStory.Now);
        }

        return model;
    }

    private static PacingModel NoneAnswers()
    {
        var model = PacingModel.New(PacingStory.Terms.RingTimeout);
        for (var i = 0; i < 5000; i++)
        {
            model = model.AfterUnanswered(PacingStory.Now, PacingStory.Now + Duration.FromSeconds(90));
        }

        return model;
    }
}
