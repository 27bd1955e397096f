using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;
using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>Callbacks in the store: what facts make of them, how they are claimed, and who reads them.</summary>
public sealed class CallbackSpecification
{
    [Fact]
    public async Task CB_10_CB_11_A_person_with_a_callback_is_out_of_the_queue_and_claimed_by_the_callback()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(1);
        var host = await PromisedAsync(rig, personal: true);
        var chain = host.Group.Callbacks.All.ShouldHaveSingleItem().Chain;
        rig.Time.Advance(TimeSpan.FromMinutes(11));

        (await rig.Store.Queue.ClaimAsync(RingHost.GroupId, CampaignRules.Default, 10, host.Now, default)).Candidates.ShouldBeEmpty();
        (await rig.Store.Queue.ClaimCallbacksAsync(RingHost.GroupId, [chain], host.Now, default)).ShouldHaveSingleItem().Chain.Id.ShouldBe(chain);
        (await rig.Store.Queue.ClaimCallbacksAsync(RingHost.GroupId, [chain], host.Now, default)).ShouldBeEmpty("it is claimed already");
        await rig.Store.Queue.GiveBackAsync(RingHost.GroupId, [chain], default);
        (await rig.Store.Queue.ClaimAsync(RingHost.GroupId, CampaignRules.Default, 10, host.Now, default)).Candidates.ShouldBeEmpty("given back, it is no other record");

        var mine = (await rig.Store.Callbacks.OfAsync(StoreRig.Anna, default)).ShouldHaveSingleItem();
        (mine.Contact, mine.Number.Dialable, mine.OwnerName, mine.Open).ShouldBe(
            ("Person 0", "+12125551000", "anna the agent", host.Group.Callbacks.All.Single()));
        (await rig.Store.Callbacks.OfAsync(StoreRig.Ben, default)).ShouldBeEmpty();
        (await rig.Store.Callbacks.CountAsync(StoreRig.Ben, default)).ShouldBe(1, "of their campaign");
        (await rig.Store.Callbacks.OfAsync(RingHost.GroupId, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task CB_09_CB_10_Missed_it_is_shown_to_who_missed_it_until_somebody_has_called()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(1);
        var host = await PromisedAsync(rig, personal: true);
        rig.Time.Advance(TimeSpan.FromMinutes(41));
        await host.PlayAsync(null, new GroupInput.TimePassed());

        var missed = (await rig.Store.Callbacks.OfAsync(StoreRig.Anna, default)).ShouldHaveSingleItem();
        (missed.Open.Callback.MissedBy, missed.Open.Callback.Owner, missed.MissedAt).ShouldBe((StoreRig.Anna, null, host.Now));

        await host.PlayAsync(StoreRig.Ben, new AgentInput.SignIn());
        await host.PlayAsync(StoreRig.Ben, new AgentInput.LegUp(RingHost.Epoch, Browser: true));
        await host.PlayAsync(StoreRig.Ben, new AgentInput.MakeReady());
        await host.DialAsync();
        var offered = host.Agents[StoreRig.Ben].State.ShouldBeOfType<AgentState.Offered>();
        await host.PlayAsync(StoreRig.Ben, new AgentInput.Accept(offered.Attempt));
        (await rig.Store.Board.CardOfAsync(offered.Attempt, default))!.Callback.ShouldNotBeNull().Missed.ShouldBeTrue();
        await host.PlayAsync(StoreRig.Ben, new AgentInput.SetOutcome(offered.Attempt, "agreed", ""));

        (await rig.Store.Callbacks.OfAsync(StoreRig.Anna, default)).ShouldBeEmpty();
        (await rig.Store.Callbacks.OfAsync(RingHost.GroupId, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task CB_09_Lost_for_good_its_agent_is_told_why_and_it_is_shown_for_a_week()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(1);
        var host = await PromisedAsync(rig, personal: true);
        var promise = host.Group.Callbacks.All.Single();
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SignIn());
        rig.Time.Advance(TimeSpan.FromMinutes(11));
        await rig.Store.Ledger.CommitAsync(
            new(WriterId.Of(RingHost.GroupId), (await rig.Store.Ledger.OpenGroupAsync(RingHost.GroupId, default)).Version, host.Now,
                [
                    new GroupFact.ChainChangeOrdered(null, promise.Chain, new ChainChange.Finished(8, "attempts used up")),
                    new GroupFact.CallbackMissed(promise.Chain, promise.Callback, CallResult.AgentCallbackError, "attempts used up", ForGood: true),
                ], []),
            default);

        var lost = (await rig.Store.Callbacks.LostAsync(RingHost.GroupId, host.Now, default)).ShouldHaveSingleItem();
        (lost.Lost, lost.Open.Callback.Booked, lost.Open.Callback.Owner).ShouldBe(("attempts used up", promise.Callback.Booked, StoreRig.Anna));
        (await rig.Store.Callbacks.OfAsync(RingHost.GroupId, default)).ShouldBeEmpty();
        (await rig.Store.Callbacks.LostAsync(RingHost.GroupId, host.Now + Callbacks.LostShownFor, default)).ShouldBeEmpty();
        (await rig.Store.Messages.OfAsync(StoreRig.Anna, default)).Messages.ShouldContain(static m => m.Text ==
            "Your callback with Person 0 was missed and nobody calls them any more: as many calls as the campaign allows were made, and none reached them.");
    }

    [Fact]
    public async Task Cancelled_the_person_is_in_the_queue_again_for_the_time_that_was_promised()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(1);
        var host = await PromisedAsync(rig, personal: false);
        var open = host.Group.Callbacks.All.Single();

        await host.PlayAsync(null, new GroupInput.CancelCallback(open.Callback.Booked, "kim"));

        (await rig.Store.Queue.ClaimAsync(RingHost.GroupId, CampaignRules.Default, 10, host.Now, default)).NextDue.ShouldBe(open.Callback.At);
        rig.Time.Advance(TimeSpan.FromMinutes(11));
        (await rig.Store.Queue.ClaimAsync(RingHost.GroupId, CampaignRules.Default, 10, host.Now, default)).Candidates.Length.ShouldBe(1);
    }

    [Fact]
    public async Task CB_03_A_new_number_is_the_persons_from_then_on_and_the_one_that_is_called()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(2);
        var number = new NewNumber(new("+442079460958"), "Europe/London");
        var host = await PromisedAsync(rig, personal: false, number);
        var open = host.Group.Callbacks.All.Single();
        rig.Time.Advance(TimeSpan.FromMinutes(11));

        var chain = (await rig.Store.Queue.ClaimCallbacksAsync(RingHost.GroupId, [open.Chain], host.Now, default)).Single().Chain;

        (chain.Records.Length, chain.Current.Number, chain.Current.Zone).ShouldBe((2, number.Number, "Europe/London"));
        (await rig.Store.Callbacks.IsSomebodyElsesAsync(open.Callback.Booked, new("+12125551000"), default))
            .ShouldBe(chain.Records[0].Number.Dialable != "+12125551000");
        (await rig.Store.Callbacks.IsSomebodyElsesAsync(open.Callback.Booked, number.Number, default)).ShouldBeFalse();
    }

    /// <summary>Anna reads the first record and books a callback in ten minutes; she is gone then.</summary>
    private static async Task<RingHost> PromisedAsync(StoreRig rig, bool personal, NewNumber? number = null)
    {
        var host = rig.Host();
        await host.OpenAsync("anna", "ben");
        await host.PlayAsync(null, new GroupInput.SetMode(DialMode.Preview, "kim"));
        await host.PlayAsync(null, new GroupInput.Start("kim"));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SignIn());
        await host.PlayAsync(StoreRig.Anna, new AgentInput.LegUp(RingHost.Epoch, Browser: true));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.MakeReady());
        await host.PlayAsync(StoreRig.Anna, new AgentInput.AskRecord());
        await host.DialAsync();
        var preview = host.Agents[StoreRig.Anna].State.ShouldBeOfType<AgentState.Previewing>();
        await host.PlayAsync(StoreRig.Anna, new AgentInput.BookCallback(preview.Attempt, new Booking(
            host.Now + Duration.FromMinutes(10), personal, Position: null, number, number?.Zone ?? "America/New_York", "Ask for Ann.")));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.MakeNotReady("Lunch"));
        return host;
    }
}
