using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Groups;
using Paceline.Storage;
using static Paceline.Storage.MessageKind;

namespace Paceline.Tests.Storage;

/// <summary>What agents are told, and that only those are told whom it concerns (OV-02 to OV-05, MS-03).</summary>
public sealed class MessagesSpecification
{
    private static readonly GroupId _other = new("surveys");
    private static readonly AgentId _cara = new("cara");

    [Fact]
    public async Task Each_change_of_a_campaign_is_told_to_its_agents_who_are_signed_in_and_to_nobody_else()
    {
        await using var rig = await RigAsync();
        var host = rig.Host();
        await host.OpenAsync("anna", "ben", "cara");
        await host.PlayAsync(null, new GroupInput.Unload("kim", Force: false));
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SignIn());
        await host.PlayAsync(_cara, new AgentInput.SignIn());

        await host.PlayAsync(null, new GroupInput.SetMode(DialMode.Preview, "kim")); // Out of sight: nobody's news.
        await host.PlayAsync(null, new GroupInput.Load("kim"));
        await host.PlayAsync(null, new GroupInput.SetMode(DialMode.Progressive, "kim"));
        await host.PlayAsync(null, new GroupInput.Start("kim"));
        await host.PlayAsync(null, new GroupInput.Stop("kim"));
        await host.PlayAsync(null, new GroupInput.Unload("kim", Force: true));

        (await KindsAsync(rig, StoreRig.Anna)).ShouldBe([CampaignUnloaded, CampaignStopped, CampaignStarted, CampaignModeSet, CampaignLoaded]);
        (await KindsAsync(rig, StoreRig.Ben)).ShouldBeEmpty("is signed out");
        (await KindsAsync(rig, _cara)).ShouldBe([CampaignLoaded], "is another campaign's, which was loaded before the sign-in");
        var started = (await rig.Store.Messages.OfAsync(StoreRig.Anna, default)).Messages.Single(static m => m.Kind is CampaignStarted);
        (started.Campaign, started.CampaignName, started.Mode, started.By, started.Began).ShouldBe((RingHost.GroupId, "Group renewals", DialMode.Progressive, "kim", host.Now));
        (started.IsRead, started.IsAcknowledged, started.Priority).ShouldBe((false, false, MessagePriority.Normal));
    }

    [Fact]
    public async Task Who_signs_in_later_is_told_since_when_it_runs_and_not_again_for_the_same_start()
    {
        await using var rig = await RigAsync();
        var host = rig.Host();
        await host.OpenAsync("anna", "ben");
        await host.PlayAsync(null, new GroupInput.Start("kim"));
        var started = host.Now;
        rig.Time.Advance(TimeSpan.FromMinutes(30));

        await host.PlayAsync(StoreRig.Ben, new AgentInput.SignIn());
        var told = (await rig.Store.Messages.OfAsync(StoreRig.Ben, default)).Messages.ShouldHaveSingleItem();
        (told.Kind, told.Began, told.At, told.By).ShouldBe((CampaignStartedBefore, started, host.Now, "kim"));

        await host.PlayAsync(StoreRig.Ben, new AgentInput.SignOut("home"));
        await host.PlayAsync(StoreRig.Ben, new AgentInput.SignIn());
        (await KindsAsync(rig, StoreRig.Ben)).ShouldBe([CampaignStartedBefore], "the same start");

        await host.PlayAsync(StoreRig.Ben, new AgentInput.SignOut("home"));
        await host.PlayAsync(null, new GroupInput.Stop("kim"));
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await host.PlayAsync(null, new GroupInput.Start("kim"));
        await host.PlayAsync(StoreRig.Ben, new AgentInput.SignIn());
        (await KindsAsync(rig, StoreRig.Ben)).ShouldBe([CampaignStartedBefore, CampaignStartedBefore], "another start");
    }

    [Fact]
    public async Task A_line_that_goes_down_and_comes_back_is_told_without_its_technical_reason()
    {
        await using var rig = await RigAsync();
        var host = rig.Host();
        await host.OpenAsync("anna");
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SignIn());
        var version = (await rig.Store.Ledger.OpenGroupAsync(RingHost.GroupId, default)).Version;

        await rig.Store.Ledger.CommitAsync(
            new(
                WriterId.Of(RingHost.GroupId), version, host.Now,
                [new GroupFact.TrunkChanged("main", "OPTIONS was answered 503."), new GroupFact.TrunkChanged("main", "")], []),
            default);

        var told = (await rig.Store.Messages.OfAsync(StoreRig.Anna, default)).Messages;
        told.Select(static m => m.Kind).ShouldBe([MessageKind.System, MessageKind.System, CampaignLoaded]);
        told[1].Text.ShouldBe("The phone line is out of service. No calls come until it is back; your supervisor sees it too.");
        told[0].Text.ShouldBe("The phone line is back in service. Calls go on.");
    }

    [Fact]
    public async Task A_commit_that_is_undone_tells_nobody()
    {
        await using var rig = await RigAsync();
        var host = rig.Host();
        await host.OpenAsync("anna");
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SignIn());
        var (number, told) = ((await rig.Store.Messages.OfAsync(StoreRig.Anna, default)).Number, 0);
        rig.Store.Messages.Changed += (_, _) => told++;

        var outcome = await rig.Store.Ledger.CommitAsync(
            new(WriterId.Of(RingHost.GroupId), 99, host.Now, [new GroupFact.DialingStarted("kim")], []), default);

        outcome.ShouldBeOfType<CommitOutcome.Stale>();
        told.ShouldBe(0);
        (await rig.Store.Messages.OfAsync(StoreRig.Anna, default)).Number.ShouldBe(number);
    }

    [Fact]
    public async Task A_supervisors_words_reach_the_named_agents_or_those_of_a_campaign_and_nobody_when_one_is_unknown()
    {
        await using var rig = await RigAsync();

        (await rig.Store.Messages.SendAsync([StoreRig.Anna, _cara], "kim", "Price list from noon.", MessagePriority.High, default)).Unknown.ShouldBeEmpty();
        (await rig.Store.Messages.SendAsync(RingHost.GroupId, "kim", "Well done.", MessagePriority.Normal, default)).Agents.ShouldBe(2);
        (await rig.Store.Messages.SendAsync([StoreRig.Ben, new("nobody")], "kim", "Lost.", MessagePriority.Normal, default)).Unknown.ShouldBe(["nobody"]);

        (await TextsAsync(rig, StoreRig.Anna)).ShouldBe(["Well done.", "Price list from noon."]);
        (await TextsAsync(rig, StoreRig.Ben)).ShouldBe(["Well done."]);
        (await TextsAsync(rig, _cara)).ShouldBe(["Price list from noon."]);
    }

    [Fact]
    public async Task Who_has_read_what_was_sent_is_known_and_of_high_priority_who_has_confirmed_it()
    {
        await using var rig = await RigAsync();
        var messages = rig.Store.Messages;
        var host = rig.Host();
        await host.OpenAsync("anna", "ben", "cara");
        (await messages.SendAsync("kim", "Hello, all.", MessagePriority.Normal, default)).ShouldBe(new(0, 0, []), "nobody is signed in");
        await host.PlayAsync(StoreRig.Anna, new AgentInput.SignIn());
        await host.PlayAsync(_cara, new AgentInput.SignIn());

        var all = await messages.SendAsync("kim", "Hello, all.", MessagePriority.Normal, default);
        var high = await messages.SendAsync("kim", "Read this.", MessagePriority.High, default);
        all.Agents.ShouldBe(2);
        (await messages.FindSentAsync(all.Id, default)).ShouldNotBeNull().Missing.ShouldBe(["anna the agent", "Cara"]);
        var box = (await messages.OfAsync(StoreRig.Anna, default)).Messages;
        await messages.MarkAllReadAsync(StoreRig.Anna, default);
        (await messages.FindSentAsync(all.Id, default)).ShouldNotBeNull().Missing.ShouldBe(["Cara"]);
        (await messages.FindSentAsync(high.Id, default)).ShouldNotBeNull().Missing.ShouldBe(["anna the agent", "Cara"], "nobody has confirmed it");
        await messages.AcknowledgeAsync(StoreRig.Anna, box[0].Id, default);
        (await messages.FindSentAsync(high.Id, default)).ShouldNotBeNull().Missing.ShouldBe(["Cara"]);
        await messages.DeleteAsync(_cara, (await messages.OfAsync(_cara, default)).Messages[1].Id, default);
        (await messages.FindSentAsync(all.Id, default)).ShouldNotBeNull().Missing.ShouldBeEmpty("what was deleted was read");
        (await messages.FindSentAsync(77, default)).ShouldBeNull();
    }

    [Fact]
    public async Task An_agent_reads_marks_acknowledges_and_deletes_their_own_and_no_others_and_each_change_has_a_number()
    {
        await using var rig = await RigAsync();
        var messages = rig.Store.Messages;
        await messages.SendAsync(RingHost.GroupId, "kim", "One.", MessagePriority.High, default);
        await messages.SendAsync(RingHost.GroupId, "kim", "Two.", MessagePriority.Normal, default);
        var box = await messages.OfAsync(StoreRig.Anna, default);
        var (two, one) = (box.Messages[0].Id, box.Messages[1].Id);

        (await messages.MarkReadAsync(StoreRig.Ben, one, default)).ShouldBeFalse("is Anna's");
        (await messages.DeleteAsync(StoreRig.Ben, one, default)).ShouldBeFalse("is Anna's");
        (await messages.AcknowledgeAsync(StoreRig.Anna, one, default)).ShouldBeTrue();
        (await messages.MarkReadAsync(StoreRig.Anna, two, default)).ShouldBeTrue();
        (await messages.MarkUnreadAsync(StoreRig.Anna, two, default)).ShouldBeTrue();

        var now = await messages.OfAsync(StoreRig.Anna, default);
        now.Messages.Select(static m => (m.Id, m.IsRead, m.IsAcknowledged)).ShouldBe([(two, false, false), (one, true, true)]);
        now.Number.ShouldBe(box.Number + 3);
        (await messages.NumbersAsync(default))["anna"].ShouldBe(now.Number);

        await messages.MarkAllReadAsync(StoreRig.Anna, default);
        (await messages.DeleteAsync(StoreRig.Anna, one, default)).ShouldBeTrue();
        (await messages.OfAsync(StoreRig.Anna, default)).Messages.ShouldHaveSingleItem().IsRead.ShouldBeTrue();
    }

    [Fact]
    public async Task The_newest_two_hundred_are_kept()
    {
        await using var rig = await RigAsync();
        for (var i = 1; i <= 203; i++)
        {
            await rig.Store.Messages.SendAsync([StoreRig.Anna], "kim", $"{i}", MessagePriority.Normal, default);
        }

        var kept = await TextsAsync(rig, StoreRig.Anna);
        kept.Count.ShouldBe(200);
        (kept[0], kept[^1]).ShouldBe(("203", "4"));
    }

    private static async Task<StoreRig> RigAsync()
    {
        var rig = await StoreRig.MakeAsync();
        await rig.AddGroupAsync(_other);
        await rig.Store.People.AddAsync(new(_cara.Value, "Cara", UserRole.Agent, _other), default);
        return rig;
    }

    private static async Task<IReadOnlyList<MessageKind>> KindsAsync(StoreRig rig, AgentId agent) =>
        [.. (await rig.Store.Messages.OfAsync(agent, default)).Messages.Select(static m => m.Kind)];

    private static async Task<IReadOnlyList<string>> TextsAsync(StoreRig rig, AgentId agent) =>
        [.. (await rig.Store.Messages.OfAsync(agent, default)).Messages.Select(static m => m.Text)];
}
