using Grpc.Core;
using Paceline.VoiceProtocol;

namespace Paceline.PeerTests.Voice;

/// <summary>Agents' legs come, go and are replaced while a person is on the line.</summary>
[Collection(nameof(RealAudio))]
public sealed class AgentLegTests
{
    [Fact]
    public async Task A_person_whose_agent_is_gone_hears_hold_audio_until_the_agent_is_back()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("kept", "+49300000001", "anna");
        await agentHears.Present();

        rig.Phones.HangUp(rig.Phones.LastCall("agent-anna-")!);
        VoiceEvent down = await rig.Server.EventAsync(static happened => happened.AgentLegDown is not null);
        down.Agent.ShouldBe("anna");
        await rig.Carrier.Call("kept").Listen(Rig.HoldHz).Present();

        await rig.Server.AttachPhoneAsync("anna", rig.PhoneUri("anna-mobile"));
        await rig.Server.EventAsync(happened => happened.AgentLegUp is not null && happened.Number > down.Number);
        await rig.Carrier.Call("kept").Listen(Rig.AgentHz).Present();
        await rig.Phones.LastCall("agent-anna-")!.Listen(Rig.CustomerHz).Present();
        rig.Server.Events.ShouldNotContain(static happened => happened.Ended != null);
    }

    [Fact]
    public async Task Who_is_put_on_hold_while_the_agent_is_gone_stays_on_hold_when_the_agent_is_back()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("parted", "+49300000001", "anna");
        await agentHears.Present();
        rig.Phones.HangUp(rig.Phones.LastCall("agent-anna-")!);
        VoiceEvent down = await rig.Server.EventAsync(static happened => happened.AgentLegDown is not null);

        CallCommand command = new() { Command = rig.Server.Command, Attempt = "parted" };
        await rig.Server.Voice.HoldAsync(command, rig.Server.Token);
        await rig.Server.AttachPhoneAsync("anna", rig.PhoneUri("anna-mobile"));
        await rig.Server.EventAsync(happened => happened.AgentLegUp is not null && happened.Number > down.Number);
        ToneEar personHears = rig.Carrier.Call("parted").Listen(Rig.HoldHz);
        await personHears.Present();

        command.Command = rig.Server.Command;
        await rig.Server.Voice.ResumeAsync(command, rig.Server.Token);
        await personHears.Absent();
        await rig.Carrier.Call("parted").Listen(Rig.AgentHz).Present();
    }

    [Fact]
    public async Task A_second_attach_replaces_the_leg_under_a_running_conversation()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("moved", "+49300000001", "anna");
        await agentHears.Present();
        FarCall first = rig.Phones.LastCall("agent-anna-")!;

        await rig.Server.AttachPhoneAsync("anna", rig.PhoneUri("anna"));
        await rig.Server.AttachPhoneAsync("anna", rig.PhoneUri("anna-desk"));

        await rig.Phones.Ending(first.Sip.CallId);
        await rig.Phones.LastCall("agent-anna-")!.Listen(Rig.CustomerHz).Present();
        rig.Phones.Invites.Count.ShouldBe(2);
        rig.Server.Events.ShouldNotContain(static happened => happened.AgentLegDown != null);
    }

    [Fact]
    public async Task A_phone_that_refuses_is_told_and_a_leg_that_is_up_stays_up()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Server.AttachPhoneAsync("bert", rig.PhoneUri("engaged"));
        VoiceEvent down = await rig.Server.EventAsync(static happened => happened.AgentLegDown is not null);
        down.Agent.ShouldBe("bert");
        down.AgentLegDown.Reason.ShouldBe("the phone refused with 486");

        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.AttachPhoneAsync("anna", rig.PhoneUri("engaged"));
        await rig.Server.OriginateAsync("still", "+49300000001", "anna");

        await agentHears.Present();
        rig.Server.Events.Count(static happened => happened.AgentLegDown is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_phone_that_rings_too_long_is_cancelled_and_told()
    {
        await using Rig rig = await Rig.StartAsync(static settings => settings with { PhoneRing = TimeSpan.FromSeconds(1) });
        await rig.Server.AttachPhoneAsync("anna", rig.PhoneUri("nobody-home"));

        VoiceEvent down = await rig.Server.EventAsync(static happened => happened.AgentLegDown is not null);

        down.AgentLegDown.Reason.ShouldBe("the phone was not answered");
        (await rig.Phones.Ending("agent-anna-", 1)).Status.ShouldBe(487);
    }

    [Fact]
    public async Task A_phone_on_another_machine_is_called_only_if_its_address_is_allowed()
    {
        await using Rig rig = await Rig.StartAsync();

        RpcException refusal = await Should.ThrowAsync<RpcException>(rig.Server.AttachPhoneAsync("anna", "sip:anna@192.0.2.7:5060"));

        (refusal.StatusCode, refusal.Status.Detail).ShouldBe((StatusCode.InvalidArgument, "the phone's address is not one this node may speak to"));
    }

    [Fact]
    public async Task The_snapshot_knows_whose_phone_is_held()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.AgentUpAsync("anna");

        NodeSnapshot seen = await rig.Server.Voice.SnapshotAsync(new SnapshotRequest { Command = rig.Server.Command }, rig.Server.Token);

        LiveAgentLeg leg = seen.Agents.ShouldHaveSingleItem();
        (leg.Agent, leg.Up, leg.Phone).ShouldBe(("anna", true, rig.PhoneUri("anna")));
    }

    [Fact]
    public async Task Hold_and_resume_change_what_both_hear()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("held", "+49300000001", "anna");
        await agentHears.Present();
        CallCommand command = new() { Command = rig.Server.Command, Attempt = "held" };

        await rig.Server.Voice.HoldAsync(command, rig.Server.Token);
        await rig.Carrier.Call("held").Listen(Rig.HoldHz).Present();
        await agentHears.Absent();

        await rig.Server.Voice.ResumeAsync(command, rig.Server.Token);
        await rig.Carrier.Call("held").Listen(Rig.AgentHz).Present();
        await agentHears.Present();
    }

    [Fact]
    public async Task An_agent_with_a_customer_gets_no_second_one()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("one", "+49300000001", "anna");
        await agentHears.Present();

        await rig.Server.OriginateAsync("two", "+49300000001", "anna");

        Ended second = await rig.Server.EndedAsync("two");
        second.MessagePlayed.ShouldBeTrue();
        second.Bridged.ShouldBeFalse();
        rig.Server.Events.ShouldNotContain(static happened => happened.Attempt.Equals("one", StringComparison.Ordinal) && happened.Ended != null);
    }

    [Fact]
    public async Task Keys_are_sent_to_the_person_and_heard_from_the_person()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("keys", "+49300000001", "anna");
        await agentHears.Present();

        await rig.Server.Voice.SendDigitsAsync(
            new DigitsRequest { Command = rig.Server.Command, Attempt = "keys", Digits = "42#" }, rig.Server.Token);
        rig.Carrier.Call("keys").Leg!.Press("7");

        (await rig.Carrier.Keys(3)).ShouldBe("42#");
        VoiceEvent pressed = await rig.Server.EventAsync(static happened => happened.Digit is not null);
        pressed.Digit.Digit.ShouldBe("7");
        pressed.Digit.FromCustomer.ShouldBeTrue();
    }
}
