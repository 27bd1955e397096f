using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;
using Paceline.Tests.Dialing;

namespace Paceline.Tests.Storage;

/// <summary>Which number of a person is called, how often, and by which campaign.</summary>
public sealed class NumbersOfAPerson
{
    private static async Task<RingHost> ReaderAsync(StoreRig rig)
    {
        var host = rig.Host();
        await host.OpenAsync("anna", "ben");
        await host.PlayAsync(null, new GroupInput.SetMode(DialMode.Preview, "kim"));
        await host.PlayAsync(null, new GroupInput.Start("kim"));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SignIn());
        await host.PlayAsync(StoreRig.Anna, new AgentInput.LegUp(RingHost.Epoch, Browser: true));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.MakeReady());
        return host;
    }

    private static async Task<AttemptId> ReadAsync(RingHost host)
    {
        await host.PlayAsync(StoreRig.Anna, new AgentInput.AskRecord());
        await host.DialAsync();
        return host.Agents[StoreRig.Anna].State.ShouldBeOfType<AgentState.Previewing>().Attempt;
    }

    private static async Task NobodyAnswersAsync(RingHost host, AttemptId id, int? position = null)
    {
        await host.PlayAsync(StoreRig.Anna, new AgentInput.Call(id, position));
        await host.PlayAsync(null, new GroupInput.Called(id, new AttemptInput.InviteLeft()));
        await host.PlayAsync(null, new GroupInput.Called(id, new AttemptInput.CallOver(Seen.Evidence(EndedBy.RingTimeout))));
        host.Agents[StoreRig.Anna].State.ShouldBeOfType<AgentState.WrapUp>();
    }

    private static Task BookAsync(RingHost host, AttemptId id, NewNumber number) => host.PlayAsync(
        StoreRig.Anna, new AgentInput.BookCallback(id, new Booking(host.Now + Duration.FromMinutes(60), false, null, number, number.Zone, "")));

    [Fact]
    public async Task A_number_that_was_corrected_after_an_undo_is_the_one_that_is_called_back()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(1);
        var host = await ReaderAsync(rig);
        var id = await ReadAsync(host);
        await NobodyAnswersAsync(host, id);
        var wrong = new NewNumber(new("+442079460111"), "Europe/London");
        var right = new NewNumber(new("+12125559999"), "America/New_York");
        await BookAsync(host, id, wrong);
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SetOutcome(id, "not-reached", ""));
        host.Group.Callbacks.All.ShouldHaveSingleItem();
        await host.PlayAsync(StoreRig.Anna, new AgentInput.UndoOutcome(id));
        host.Agents[StoreRig.Anna].State.ShouldBeOfType<AgentState.WrapUp>();
        await BookAsync(host, id, right);
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SetOutcome(id, "not-reached", ""));
        var open = host.Group.Callbacks.All.ShouldHaveSingleItem();
        rig.Time.Advance(TimeSpan.FromMinutes(61));
        var chain = (await rig.Store.Queue.ClaimCallbacksAsync(RingHost.GroupId, [open.Chain], host.Now, TestContext.Current.CancellationToken)).Single().Chain;
        chain.Current.Number.Dialable.ShouldBe(right.Number.Dialable);
    }

    [Fact]
    public async Task The_cap_of_a_number_holds_when_the_agent_chooses_another_number_of_the_person()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync("phone,mobile,policy\n+12125551000,+12125551001,P-1\n");
        var host = await ReaderAsync(rig);
        string[] called = new string[5];
        for (var i = 0; i < 5; i++)
        {
            var id = await ReadAsync(host);
            called[i] = host.Group.Open[id].Chain.Current.Number.Dialable;
            await NobodyAnswersAsync(host, id);
            await host.PlayAsync(StoreRig.Anna, new AgentInput.SetOutcome(id, "not-reached", ""));
            if (i is 1 or 3)
            {
                rig.Time.Advance(TimeSpan.FromMinutes(i == 1 ? 61 : 121));
                await host.PlayAsync(null, new GroupInput.TimePassed());
            }
        }

        called.Count(static c => c == "+12125551000").ShouldBe(3);
        var sixth = await ReadAsync(host);
        host.Group.Open[sixth].Chain.Current.Number.Dialable.ShouldBe("+12125551001");
        await host.PlayAsync(StoreRig.Anna, new AgentInput.Call(sixth, Position: 0));
        host.Group.Open[sixth].Attempt.State.ShouldBeOfType<AttemptState.Previewing>("the number has had its 3 attempts of 24 hours");
    }

    [Fact]
    public async Task Who_got_no_agent_is_left_in_peace_by_every_campaign()
    {
        await using var rig = await StoreRig.MakeAsync();
        GroupId other = new("surveys");
        await rig.AddGroupAsync(other);
        await rig.ImportAsync(1);
        await rig.ImportAsync(1, group: other);
        var now = Instant.FromDateTimeOffset(rig.Time.GetUtcNow());
        var stop = TestContext.Current.CancellationToken;
        var chain = (await rig.Store.Queue.ClaimAsync(RingHost.GroupId, CampaignRules.Default, 1, now, stop)).Candidates.Single().Chain;
        AttemptId id = new(Guid.NewGuid());
        var seen = Seen.Evidence(EndedBy.FarEnd) with { SipCode = 200, Answered = true };
        (await rig.Store.Ledger.CommitAsync(new(WriterId.Of(RingHost.GroupId), 0, now,
        [
            new GroupFact.ReservationOrdered(id, chain, StoreRig.Anna, 1, RingHost.Epoch),
            new AttemptFact.Ordered(id, now + Duration.FromSeconds(30), 1, 0, 0, 0, 0.03),
            new AttemptFact.Answered(id),
            new AttemptFact.Ended(id, seen, Cause.Abandoned, CallResult.Abandoned),
            new GroupFact.ChainChangeOrdered(id, chain.Id, new ChainChange.DueAgain(now + Peace.Length, 0, 1, Streak.None)),
        ], []), TestContext.Current.CancellationToken)).ShouldBeOfType<CommitOutcome.Committed>();

        rig.Time.Advance(TimeSpan.FromMinutes(5));
        now = Instant.FromDateTimeOffset(rig.Time.GetUtcNow());
        var theirs = (await rig.Store.Queue.ClaimAsync(other, CampaignRules.Default, 1, now, TestContext.Current.CancellationToken)).Candidates.Single();
        theirs.Chain.Current.Number.ShouldBe(chain.Current.Number);
        DialPermission.For(theirs, CampaignRules.Default.Limits, now).ShouldBeOfType<DialPermission.Refused>();
    }
}
