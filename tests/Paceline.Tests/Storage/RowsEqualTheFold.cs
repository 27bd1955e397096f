using Dapper;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Groups;
using Paceline.Dialing.Pacing;
using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>What is read back after a restart is what the facts say.</summary>
public sealed class RowsEqualTheFold
{
    private static readonly Evidence _nothing = new(
        0, 0, "", EndedBy.FarEnd, Heard.Nothing, InviteLeft: true, Answered: false, Bridged: false, MessagePlayed: false, Media: false, 0, 0, 0);

    [Theory]
    [InlineData(1, DialMode.Progressive)]
    [InlineData(2, DialMode.Progressive)]
    [InlineData(3, DialMode.Progressive)]
    [InlineData(4, DialMode.Predictive)]
    [InlineData(5, DialMode.Predictive)]
    public async Task After_a_walk_of_any_inputs(int seed, DialMode mode)
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(40);
        var host = rig.Host();
        await host.OpenAsync("anna", "ben");
        await host.PlayAsync(null, new GroupInput.SetMode(mode, "kim"));
        await host.PlayAsync(null, new GroupInput.SetPacing(new(new PacingGoal.WaitingTime(Duration.FromSeconds(20)), Duration.FromHours(6)), "kim"));
        var seen = await WalkAsync(rig, host, new Random(seed));

        await rig.ReopenAsync();
        var rows = await rig.Store.Ledger.OpenGroupAsync(RingHost.GroupId, default);

        ShouldBeEqual(rows.Group, host.Group);
        foreach (var (id, agent) in host.Agents)
        {
            (await rig.Store.Ledger.OpenAgentAsync(id, default)).Agent.ShouldBe(agent);
        }

        // A walk that went nowhere would prove nothing.
        seen.ShouldBeGreaterThan(18);
        host.Group.Counts.Placed.ShouldBeGreaterThan(0);
        var chains = await rig.Store.Board.ChainCountsAsync(RingHost.GroupId, default);
        var counted = await rig.Store.Writer.WriteAsync(
            static connection => connection.Query<(string State, long Chains)>("select state, count(*) from chain group by state")
                .ToDictionary(static row => row.State, static row => row.Chains, StringComparer.Ordinal),
            default);
        chains.ShouldBe(new ChainCounts(
            40, counted.GetValueOrDefault("untouched"), counted.GetValueOrDefault("waiting"), host.Group.Open.Count, counted.GetValueOrDefault("finished")));
        await ShouldBeCountedAsync(rig, host, counted.GetValueOrDefault("finished"));
    }

    [Fact]
    public async Task After_a_call_was_taken_back_before_its_end_is_known()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(1);
        var host = rig.Host();
        await host.OpenAsync("anna");
        await host.PlayAsync(null, new GroupInput.Start("kim"));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SignIn());
        await host.PlayAsync(StoreRig.Anna, new AgentInput.LegUp(RingHost.Epoch, Browser: true));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.MakeReady());
        await host.DialAsync();

        await host.PlayAsync(StoreRig.Anna, new AgentInput.LegDown(RingHost.Epoch, "lost"));

        host.Group.Open.Values.ShouldHaveSingleItem().Attempt.CancelOrdered.ShouldBeTrue();
        ShouldBeEqual((await rig.Store.Ledger.OpenGroupAsync(RingHost.GroupId, default)).Group, host.Group);
    }

    [Fact]
    public async Task After_the_clock_of_a_preview_was_set_and_stopped()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(1);
        var host = rig.Host();
        await host.OpenAsync("anna");
        await host.PlayAsync(null, new GroupInput.SetMode(DialMode.Preview, "kim"));
        await host.PlayAsync(null, new GroupInput.Start("kim"));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SignIn());
        await host.PlayAsync(StoreRig.Anna, new AgentInput.LegUp(RingHost.Epoch, Browser: true));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.MakeReady());
        await host.PlayAsync(StoreRig.Anna, new AgentInput.AskRecord());
        await host.DialAsync();
        var preview = host.Agents[StoreRig.Anna].State.ShouldBeOfType<AgentState.Previewing>();
        await rig.Store.Ledger.CommitAsync(
            new(WriterId.Of(StoreRig.Anna), (await rig.Store.Ledger.OpenAgentAsync(StoreRig.Anna, default)).Version, host.Now,
                [new AgentFact.MoreTimeTaken(StoreRig.Anna, preview.Attempt), new AgentFact.ClockStopped(StoreRig.Anna, preview.Attempt)], []),
            default);

        (await rig.Store.Ledger.OpenAgentAsync(StoreRig.Anna, default)).Agent.State.ShouldBe(preview with { MoreTimes = 1, ClockStopped = true });
    }

    [Theory]
    [InlineData("agreed")]
    [InlineData("not-reached")]
    public async Task After_the_outcome_of_a_promised_call_was_taken_back(string outcome)
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(1);
        var host = rig.Host();
        await host.OpenAsync("anna");
        await host.PlayAsync(null, new GroupInput.SetMode(DialMode.Preview, "kim"));
        await host.PlayAsync(null, new GroupInput.Start("kim"));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SignIn());
        await host.PlayAsync(StoreRig.Anna, new AgentInput.LegUp(RingHost.Epoch, Browser: true));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.MakeReady());
        await host.PlayAsync(StoreRig.Anna, new AgentInput.AskRecord());
        await host.DialAsync();
        var first = host.Agents[StoreRig.Anna].State.ShouldBeOfType<AgentState.Previewing>().Attempt;
        var at = host.Now + Duration.FromMinutes(10);
        await host.PlayAsync(StoreRig.Anna, new AgentInput.BookCallback(first, new(at, Personal: true, null, null, "America/New_York", "Note.")));
        rig.Time.Advance(TimeSpan.FromMinutes(11));
        await host.DialAsync();
        await host.PlayAsync(StoreRig.Anna, new AgentInput.Accept(host.Group.Open.Keys.ShouldHaveSingleItem()));
        var second = host.Agents[StoreRig.Anna].State.ShouldBeOfType<AgentState.Previewing>().Attempt;
        await host.PlayAsync(StoreRig.Anna, new AgentInput.Call(second));
        await host.PlayAsync(null, new GroupInput.Called(second, new AttemptInput.CallOver(_nothing with { SipCode = 486 })));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SetOutcome(second, outcome, ""));
        ShouldBeEqual((await rig.Store.Ledger.OpenGroupAsync(RingHost.GroupId, default)).Group, host.Group);

        await host.PlayAsync(StoreRig.Anna, new AgentInput.UndoOutcome(second));

        host.Group.Callbacks.All.ShouldHaveSingleItem().ShouldSatisfyAllConditions(c => c.Taken.ShouldBeTrue(), c => c.Callback.At.ShouldBe(at));
        ShouldBeEqual((await rig.Store.Ledger.OpenGroupAsync(RingHost.GroupId, default)).Group, host.Group);
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SetOutcome(second, "not-reached", ""));
        host.Group.Callbacks.All.ShouldHaveSingleItem().Callback.ShouldSatisfyAllConditions(c => c.Booked.ShouldBe(first), c => c.Missed.ShouldBeFalse());
        ShouldBeEqual((await rig.Store.Ledger.OpenGroupAsync(RingHost.GroupId, default)).Group, host.Group);
    }

    [Fact]
    public async Task After_the_outcomes_of_the_campaign_were_changed()
    {
        await using var rig = await StoreRig.MakeAsync();
        var host = rig.Host();
        await host.OpenAsync("anna");
        var pad = new DispositionPad(
            [
                new("sold", "Sold", 1, DispositionStep.Finish) { Folder = "Sales", Implies = "Answer", Reached = false },
                new("never", "Never again", 9, DispositionStep.DoNotCall),
            ], Mandatory: false, ["Busy", "Answer"]);
        await host.PlayAsync(null, new GroupInput.SetDispositions(pad, "kim"));

        await rig.ReopenAsync();

        var rows = await rig.Store.Ledger.OpenGroupAsync(RingHost.GroupId, default);
        rows.Group.Rules.Dispositions.Find("agreed").ShouldNotBeNull().Retired.ShouldBeTrue();
        ShouldBeEqual(rows.Group, host.Group);
        (await rig.Store.Ledger.OpenAgentAsync(StoreRig.Anna, default)).Rules.ShouldBe(host.Group.Rules);
    }

    [Fact]
    public async Task After_the_rules_of_the_campaign_were_changed()
    {
        await using var rig = await StoreRig.MakeAsync();
        var host = rig.Host();
        await host.OpenAsync("anna");
        await host.PlayAsync(null, new GroupInput.SetPacing(new(new PacingGoal.BusyFactor(0.8), Duration.FromHours(6)), "kim"));
        var rules = host.Group.Rules with
        {
            Window = new(new LocalTime(9, 0), new LocalTime(18, 30)),
            RingTimeout = Duration.FromSeconds(40),
            Agents = AgentRules.Default with { Rights = AgentRights.All & ~AgentRights.Skip, OfferIsTaken = true },
            Callbacks = new(CallbackChoice.AlwaysCampaign, Duration.FromMinutes(5), DaysAhead: 7),
        };
        await host.PlayAsync(null, new GroupInput.SetRules(rules with { Pacing = PacingRules.Default }, "kim"));

        await rig.ReopenAsync();

        var rows = await rig.Store.Ledger.OpenGroupAsync(RingHost.GroupId, default);
        rows.Group.Rules.ShouldBe(rules);
        ShouldBeEqual(rows.Group, host.Group);
        FactJson.Write(rows.Group.Pacing.Model).ShouldBe(FactJson.Write(host.Group.Pacing.Model), "rings are learned anew, here and there");
        (await rig.Store.Ledger.OpenAgentAsync(StoreRig.Anna, default)).Rules.ShouldBe(rules);
    }

    [Fact]
    public async Task What_pacing_has_learned_is_there_after_a_new_start()
    {
        await using var rig = await StoreRig.MakeAsync();
        var host = rig.Host();
        await host.OpenAsync("anna");
        var learned = PacingModel.New(host.Group.Rules.RingTimeout).AfterTalk(Duration.FromSeconds(90))
            .AfterUnanswered(host.Now - Duration.FromSeconds(20), host.Now);
        var fact = new GroupFact.PacingLearned(learned, new DialedTime(host.Now.InUtc().Date, Duration.FromMinutes(7)));
        await rig.Store.Ledger.CommitAsync(new(WriterId.Of(RingHost.GroupId), 0, host.Now, [fact], []), default);

        await rig.ReopenAsync();

        var pacing = (await rig.Store.Ledger.OpenGroupAsync(RingHost.GroupId, default)).Group.Pacing;
        FactJson.Write(pacing.Model).ShouldBe(FactJson.Write(learned));
        (pacing.Dialed, pacing.LearnedAt).ShouldBe((fact.Dialed, host.Now));
    }

    /// <summary>SV-17, SV-18: the figures of a time that holds the whole walk are those of its facts.</summary>
    private static async Task ShouldBeCountedAsync(StoreRig rig, RingHost host, long finished)
    {
        var recent = await rig.Store.Board.RecentAsync(RingHost.GroupId, Instant.FromUnixTimeTicks(0), host.Now, 8, default);
        var counts = host.Group.Counts;
        recent.Slices.Count.ShouldBe(8);
        recent.Slices.Sum(static s => s.Abandoned).ShouldBe(counts.Abandoned);
        recent.Slices.Sum(static s => s.Attempts).ShouldBe(counts.Placed - host.Group.Open.Values.Count(
            static o => o.Attempt.State is AttemptState.Dialing or AttemptState.Answered));
        recent.PeopleFinished.ShouldBe(finished, "everybody who is finished was called in it, and counts once");
    }

    private static void ShouldBeEqual(CampaignGroup rows, CampaignGroup fold)
    {
        rows.Id.ShouldBe(fold.Id);
        rows.Rules.ShouldBe(fold.Rules);
        (rows.Phase, rows.Mode).ShouldBe((fold.Phase, fold.Mode));
        rows.Free.Values.ShouldBe(fold.Free.Values);
        rows.Plans.ShouldBe(fold.Plans);
        rows.Window.Days.ShouldBe(fold.Window.Days);
        rows.Counts.CallResults.ShouldBe(fold.Counts.CallResults);
        rows.Counts.Outcomes.ShouldBe(fold.Counts.Outcomes);
        (rows.Counts with { CallResults = fold.Counts.CallResults, Outcomes = fold.Counts.Outcomes }).ShouldBe(fold.Counts);
        rows.Callbacks.All.ShouldBe(fold.Callbacks.All);
        rows.Open.Keys.ShouldBe(fold.Open.Keys, ignoreOrder: true);
        foreach (var (id, open) in fold.Open)
        {
            FactJson.Write(rows.Open[id].Chain).ShouldBe(FactJson.Write(open.Chain));
            (rows.Open[id] with { Chain = open.Chain }).ShouldBe(open);
        }
    }

    /// <summary>Steps of any kind in any order; returns how many kinds of facts came of it.</summary>
    private static async Task<int> WalkAsync(StoreRig rig, RingHost host, Random chance)
    {
        await host.PlayAsync(null, new GroupInput.Start("kim"));
        foreach (var agent in host.Agents.Keys.ToList())
        {
            await host.PlayAsync(agent, new AgentInput.SignIn());
            await host.PlayAsync(agent, new AgentInput.LegUp(RingHost.Epoch, Browser: true));
            await host.PlayAsync(agent, new AgentInput.MakeReady());
        }

        for (var step = 0; step < 120; step++)
        {
            if (step % 4 == 0)
            {
                ShouldBeEqual((await rig.Store.Ledger.OpenGroupAsync(RingHost.GroupId, default)).Group, host.Group);
                (await rig.Store.Board.AgentsAsync(default)).Select(static a => a.Agent).ShouldBe(host.Agents.Values);
            }

            rig.Time.Advance(TimeSpan.FromSeconds(chance.Next(1, 4)));
            var agent = chance.Next(2) == 0 ? StoreRig.Anna : StoreRig.Ben;
            var open = host.Group.Open.Values.OrderBy(static o => o.Attempt.Id.Value).ToList();
            if (host.Group.Callbacks.All.ToList() is { Count: > 0 } promised && chance.Next(10) == 0)
            {
                await host.PlayAsync(null, Handled(promised[chance.Next(promised.Count)].Callback));
                continue;
            }

            if (host.Agents[agent].Saved is { } saved && chance.Next(5) == 0)
            {
                await host.PlayAsync(agent, new AgentInput.UndoOutcome(saved.Attempt));
                continue;
            }

            if (open.Count == 0 || chance.Next(8) == 0)
            {
                await (chance.Next(3) == 0 ? host.PlayAsync(agent, new AgentInput.MakeReady()) : host.DialAsync());
                continue;
            }

            var attempt = open[chance.Next(open.Count)].Attempt;
            object input = chance.Next(32) switch
            {
                0 or 1 or 2 => Called(new AttemptInput.InviteLeft()),
                3 => Called(new AttemptInput.Alerting()),
                4 or 5 or 6 => Called(new AttemptInput.PersonAnswered()),
                7 or 8 or 9 or 10 => Called(new AttemptInput.BridgeMade()),
                11 or 12 => Called(new AttemptInput.CallOver(_nothing with { SipCode = 486 })),
                13 => Called(new AttemptInput.CallOver(_nothing with { Answered = true, MessagePlayed = true, EndedBy = EndedBy.AnswerLimit })),
                14 => Called(new AttemptInput.CallOver(_nothing with { InviteLeft = false, EndedBy = EndedBy.NotAdmitted })),
                15 => Called(new AttemptInput.NodeForgot("it started again")),
                16 => Called(new AttemptInput.CallOver(_nothing with { Answered = true, Bridged = true })),
                17 => step % 2 == 0 ? new AgentInput.MakeNotReady("Lunch") : new AgentInput.MakeNotReady("Lunch", "kim", Now: step % 3 == 0),
                18 => new AgentInput.Hold(attempt.Id),
                19 => new AgentInput.HangUp(attempt.Id),
                20 => new AgentInput.LegDown(RingHost.Epoch, "lost"),
                21 => new AgentInput.LegUp(RingHost.Epoch, Browser: false),
                22 => new AgentInput.MakeReady(),
                23 => step % 2 == 0 ? new AgentInput.SignOut("end") : new AgentInput.SignOut("order", Now: step % 3 == 0, By: "kim"),
                24 => new AgentInput.Stay(step % 2 == 0 ? "" : "kim"),
                25 => new AgentInput.SignIn(),
                26 => attempt.Agent is { } bridged ? new GroupInput.BridgeRefused(attempt.Id, bridged, "busy", TooLate: false) : new GroupInput.TimePassed(),
                27 or 28 => new AgentInput.BookCallback(attempt.Id, new Booking(
                    host.Now + Duration.FromSeconds(chance.Next(1, 200)),
                    Personal: chance.Next(2) == 0,
                    Position: null,
                    chance.Next(2) == 0 ? null : new NewNumber(new($"+1212556{step:0000}"), "America/New_York"),
                    "America/New_York",
                    "Note.")),
                29 => new AgentInput.DropCallback(attempt.Id),
                30 => new AgentInput.CallOver(attempt.Id),
                _ => new AgentInput.SetOutcome(attempt.Id, DispositionPad.Default.All[chance.Next(DispositionPad.Default.All.Length)].Code, "A note."),
            };
            await host.PlayAsync(input is AgentInput ? attempt.Agent ?? agent : null, input);

            GroupInput.Called Called(AttemptInput what) => new(attempt.Id, what);
        }

        GroupInput Handled(Callback callback) => chance.Next(3) switch
        {
            0 => new GroupInput.CancelCallback(callback.Booked, "kim"),
            1 => new GroupInput.ChangeCallback(callback.Booked, host.Now + Duration.FromSeconds(chance.Next(1, 60)), StoreRig.Ben, "kim"),
            _ => new GroupInput.TimePassed(),
        };

        var lines = await rig.Store.Facts.AfterAsync(0, 10_000, default);
        lines.Select(static l => l.Number).ShouldBe(Enumerable.Range(1, lines.Count).Select(static n => (long)n));
        return lines.Select(static l => System.Text.Json.JsonDocument.Parse(l.Json).RootElement.GetProperty("fact").GetString()!).Distinct(StringComparer.Ordinal).Count();
    }
}
