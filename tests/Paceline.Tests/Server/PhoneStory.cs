using Microsoft.AspNetCore.SignalR.Client;
using Paceline.Contracts;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>An agent with a SIP phone: it is called, refuses, hangs up, and is called again by Ready.</summary>
public sealed class PhoneStory(ServerRig server) : IClassFixture<ServerRig>
{
    private const string Phone = "sip:rings@127.0.0.1:5070";

    [Fact]
    public async Task A_phone_that_refuses_is_a_sentence_and_ready_calls_it_again_until_it_is_picked_up()
    {
        var campaign = await server.CampaignAsync();
        var (id, agent) = await server.AgentAsync(campaign);
        await using var hub = server.HubOf(agent);
        await hub.StartAsync(TestContext.Current.CancellationToken);
        await hub.InvokeAsync<AgentSnapshot>(Contracts.Hub.WatchAgent, TestContext.Current.CancellationToken);
        await UntilAsync(async () => (await agent.PostAsync(
            Contracts.Api.AgentPhoneLeg, Json($$"""{"uri":"{{Phone}}"}"""), TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe($"Phone {Phone}");
        (await SeenAsync(agent)).LegTrouble.ShouldBe("Your phone is being called: answer it.");
        (await SeenAsync(agent)).PhoneRings.ShouldBeTrue();

        server.Node.PhoneDown(id, "the phone refused with 486");
        await TroubleAsync(agent, "The phone refused with 486.");
        (await SeenAsync(agent)).Leg.ShouldBe(LegState.Down);
        (await SeenAsync(agent)).PhoneRings.ShouldBeFalse();

        await OkAsync(agent, Contracts.Api.AgentReady, "{}");
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe($"Phone {Phone}");
        (await SeenAsync(agent)).State.ShouldBe(AgentState.NotReady);
        server.Node.PhoneUp(id);
        await StateAsync(agent, AgentState.Ready);
        (await SeenAsync(agent)).LegTrouble.ShouldBe("");

        // It hangs up: no call is given to a phone that is down, and Ready calls it again.
        server.Node.PhoneDown(id, "the phone hung up");
        await StateAsync(agent, AgentState.NotReady);
        await TroubleAsync(agent, "The phone hung up.");
        await OkAsync(agent, Contracts.Api.AgentReady, "{}");
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe($"Phone {Phone}");
        await OkAsync(agent, Contracts.Api.AgentNotReady, """{"reason":"Lunch"}""");
        server.Node.PhoneUp(id);
        await UntilAsync(async () => (await SeenAsync(agent)).Leg is LegState.Phone);
        await TroubleAsync(agent, "");
        (await SeenAsync(agent)).State.ShouldBe(AgentState.NotReady);

        await OkAsync(agent, Contracts.Api.AgentEchoTest, """{"on":true}""");
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe($"Echo {id} True");
        server.Node.PhoneDown(id, "the phone hung up");
        await UntilAsync(async () => (await SeenAsync(agent)).Leg is LegState.Down);
        using var deaf = await agent.PostAsync(Contracts.Api.AgentEchoTest, Json("""{"on":true}"""), TestContext.Current.CancellationToken);
        deaf.StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);

        // Given up, also while it rings: the next Ready calls nobody.
        await OkAsync(agent, Contracts.Api.AgentPhoneLeg, $$"""{"uri":"{{Phone}}"}""");
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe($"Phone {Phone}");
        using var given = await agent.DeleteAsync(Contracts.Api.AgentBrowserLeg, TestContext.Current.CancellationToken);
        given.IsSuccessStatusCode.ShouldBeTrue();
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe($"Detach {id}");
        (await SeenAsync(agent)).PhoneRings.ShouldBeFalse();
        using var silent = await agent.PostAsync(Contracts.Api.AgentReady, Json("{}"), TestContext.Current.CancellationToken);
        silent.StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_phone_that_may_not_be_called_is_refused_in_a_sentence()
    {
        var (_, agent) = await server.AgentAsync(await server.CampaignAsync());
        await UntilAsync(async () =>
        {
            using var refused = await agent.PostAsync(
                Contracts.Api.AgentPhoneLeg, Json("""{"uri":"sip:strange@192.0.2.7"}"""), TestContext.Current.CancellationToken);
            return await ProblemAsync(refused) is { Status: 400, Code: "bad-uri", Detail: "The phone's address is not one this node may speak to." };
        });
        (await SeenAsync(agent)).PhoneRings.ShouldBeFalse();
    }

    private static Task StateAsync(HttpClient agent, AgentState state) => UntilAsync(async () => (await SeenAsync(agent)).State == state);

    private static Task TroubleAsync(HttpClient agent, string trouble) => UntilAsync(async () => (await SeenAsync(agent)).LegTrouble == trouble);
}
