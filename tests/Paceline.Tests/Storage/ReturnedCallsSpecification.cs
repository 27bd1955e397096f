using System.Text.Json;
using Dapper;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Groups;
using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>Who called back is kept once, with the campaign that had called them, and found by it.</summary>
public sealed class ReturnedCallsSpecification
{
    private static readonly GroupId _other = new("other");

    [Fact]
    public async Task An_event_that_comes_again_is_kept_once_and_numbers_are_read_as_of_the_region()
    {
        await using var rig = await StoreRig.MakeAsync();

        (await KeepAsync(rig, 3, "(212) 555-0100")).ShouldBeTrue();
        (await KeepAsync(rig, 3, "(212) 555-0100")).ShouldBeFalse();
        (await KeepAsync(rig, 2, "+12125550101")).ShouldBeFalse();
        await rig.ReopenAsync();
        (await KeepAsync(rig, 4, "")).ShouldBeTrue();

        var lines = (await rig.Store.Facts.AfterAsync(0, 10, default)).Select(static line => JsonDocument.Parse(line.Json).RootElement).ToList();
        lines.Select(static line => line.GetProperty("fact").GetString()).ShouldBe(["call.returned", "call.returned"]);
        lines.Select(static line => line.GetProperty("caller").GetString()).ShouldBe(["+12125550100", null]);
    }

    [Fact]
    public async Task A_campaign_reads_whom_it_had_called_last_with_that_call_and_what_is_next_and_the_others_are_read_apart()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.AddGroupAsync(_other);
        await rig.ImportAsync(2);
        var host = await PreviewingAsync(rig);
        var busy = await CalledAsync(rig, host, 486);
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        var first = host.Now;

        await KeepAsync(rig, 1, busy.Dialable);
        await KeepAsync(rig, 2, "");
        await KeepAsync(rig, 3, "+12125550199");
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await KeepAsync(rig, 4, "");
        await KeepAsync(rig, 5, busy.Dialable);

        var caller = (await OfAsync(rig, RingHost.GroupId)).ShouldHaveSingleItem();
        (caller.Number, caller.At, caller.Times, caller.Contact).ShouldBe((busy, host.Now, 2, "Person 0"));
        caller.Last.ShouldNotBeNull().ShouldSatisfyAllConditions(
            last => last.At.ShouldBe(first - Duration.FromMinutes(5)),
            last => (last.Number, last.Result, last.Outcome, last.Agent).ShouldBe((busy, "Busy", "not-reached", "anna the agent")));
        (caller.Chain, caller.Promised, caller.Suppressed).ShouldBe(("waiting", false, false));
        (await OfAsync(rig, _other)).ShouldBeEmpty();
        var others = await OfAsync(rig, group: null);
        others.Select(static c => (c.Number?.Dialable, c.Times, c.Last, c.Chain)).ShouldBe([(null, 2, null, ""), ("+12125550199", 1, null, "")]);

        await rig.Store.Suppressions.AddAsync(busy, "asked", "kim", default);
        (await OfAsync(rig, RingHost.GroupId)).ShouldHaveSingleItem().Suppressed.ShouldBeTrue();
    }

    [Fact]
    public async Task With_a_callback_that_is_to_be_kept_it_says_so_and_a_call_that_is_on_is_not_the_last()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(1);
        var host = await PreviewingAsync(rig);
        await host.PlayAsync(StoreRig.Anna, new AgentInput.AskRecord());
        await host.DialAsync();
        var read = host.Agents[StoreRig.Anna].State.ShouldBeOfType<AgentState.Previewing>().Attempt;
        var number = host.Group.Open[read].Chain.Current.Number;
        await KeepAsync(rig, 1, number.Dialable);
        (await OfAsync(rig, RingHost.GroupId)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => (c.Chain, c.Promised).ShouldBe(("open", false)),
            c => c.Last.ShouldBeNull("the record is read, and nobody has been called"));

        var at = host.Now + Duration.FromHours(1);
        await host.PlayAsync(StoreRig.Anna, new AgentInput.BookCallback(read, new(at, Personal: true, null, null, "America/New_York", "")));

        (await OfAsync(rig, RingHost.GroupId)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => (c.Chain, c.Promised).ShouldBe(("untouched", true)),
            c => c.Last.ShouldBeNull());
    }

    [Fact]
    public async Task The_newest_hundred_of_thirty_days_are_read_by_an_index_and_are_what_the_facts_say()
    {
        await using var rig = await StoreRig.MakeAsync();
        await KeepAsync(rig, 1, "+12125550100");
        rig.Time.Advance(ReturnedCalls.ShownFor.ToTimeSpan() - TimeSpan.FromMinutes(1));
        (await OfAsync(rig, group: null)).ShouldHaveSingleItem();
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        (await OfAsync(rig, group: null)).ShouldBeEmpty("it is thirty days old");

        for (var i = 0; i < 260; i++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            await KeepAsync(rig, 2 + i, $"+12125550{(i * 7) % 130:000}");
        }

        var facts = (await rig.Store.Facts.AfterAsync(1, 1_000, default)).Select(static line => JsonDocument.Parse(line.Json).RootElement)
            .GroupBy(static fact => fact.GetProperty("caller").GetString(), StringComparer.Ordinal)
            .Select(static of => (Number: of.Key, At: of.Max(static fact => fact.GetProperty("at").GetDateTimeOffset()), Times: of.LongCount()))
            .OrderByDescending(static caller => caller.At).ToList();
        facts.Count.ShouldBe(130);
        (await OfAsync(rig, group: null)).Select(static c => (c.Number?.Dialable, c.At.ToDateTimeOffset(), c.Times)).ShouldBe(facts.Take(ReturnedCalls.Max));
        var plan = await rig.Store.Writer.WriteAsync(
            static connection => string.Join('\n', connection.Query<(long, long, long, string Detail)>(
                "explain query plan select at from fact where word = 'call.returned' and json ->> '$.group' is @Group and at > @Since",
                new { Group = "main", Since = 0L }).Select(static step => step.Detail)),
            default);
        plan.ShouldBe("SEARCH fact USING INDEX returned_call (<expr>=? AND at>?)");
    }

    private static Task<bool> KeepAsync(StoreRig rig, long number, string caller) =>
        rig.Store.ReturnedCalls.KeepAsync(new("life-1"), number, "main", caller, "+12125559999", "US", default);

    private static Task<IReadOnlyList<ReturnedCaller>> OfAsync(StoreRig rig, GroupId? group) => rig.Store.ReturnedCalls.OfAsync(group, default);

    private static async Task<RingHost> PreviewingAsync(StoreRig rig)
    {
        var host = rig.Host();
        await host.OpenAsync("anna");
        await host.PlayAsync(null, new GroupInput.SetMode(DialMode.Preview, "kim"));
        await host.PlayAsync(null, new GroupInput.Start("kim"));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SignIn());
        await host.PlayAsync(StoreRig.Anna, new AgentInput.LegUp(RingHost.Epoch, Browser: true));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.MakeReady());
        return host;
    }

    /// <summary>Somebody is called, with this end.</summary>
    private static async Task<PhoneNumber> CalledAsync(StoreRig rig, RingHost host, int status)
    {
        await host.PlayAsync(StoreRig.Anna, new AgentInput.AskRecord());
        await host.DialAsync();
        var attempt = host.Agents[StoreRig.Anna].State.ShouldBeOfType<AgentState.Previewing>().Attempt;
        var number = host.Group.Open[attempt].Chain.Current.Number;
        await host.PlayAsync(StoreRig.Anna, new AgentInput.Call(attempt));
        await host.PlayAsync(null, new GroupInput.Called(attempt, new AttemptInput.CallOver(new Evidence(
            status, 0, "", EndedBy.FarEnd, Heard.Nothing, InviteLeft: true, Answered: false, Bridged: false, MessagePlayed: false, Media: false, 0, 0, 0))));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SetOutcome(attempt, "not-reached", ""));
        (await rig.Store.Board.ChainCountsAsync(RingHost.GroupId, default)).Open.ShouldBe(0);
        return number;
    }
}
