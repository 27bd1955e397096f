using System.Text.Json;
using Paceline.Contracts;
using Paceline.VoiceProtocol;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>A negotiated sign-out through the whole server: asked for while a number is dialled for the agent (features 6).</summary>
public sealed class SignOutStory(ServerRig server) : IClassFixture<ServerRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NL_01_While_a_number_is_dialled_it_waits_and_what_does_not_come_allows_it()
    {
        var (agent, call, hub) = await ReservedAsync();
        await using var connection = hub;

        (await SignOutAsync(agent)).ShouldBeFalse();
        var waiting = await SeenAsync(agent);
        waiting.State.ShouldBe(AgentState.Reserved);
        var until = waiting.SigningOut.ShouldNotBeNull().Until.ShouldNotBeNull();
        (until - waiting.Since).ShouldBeLessThan(TimeSpan.FromMinutes(1));

        server.Node.Say(call, static e => e.Ended = new Ended { SipStatus = 486, EndedBy = EndedBy.FarEnd, InviteLeft = true });
        await UntilAsync(async () => (await SeenAsync(agent)).SigningOut?.AllowedAt is not null);
        (await MessagesAsync(agent)).ShouldContain("Your sign-out was allowed");

        // Nobody has to do anything more: the grace ends it.
        await UntilAsync(async () => (await SeenAsync(agent)).State is AgentState.SignedOut);

        // The phone is hung up too: no page need be there to ask for it.
        while (await SoonAsync(server.Node.CommandAsync) != $"Detach {waiting.Agent}")
        {
            // Another agent's.
        }

        (await SignOutAsync(agent)).ShouldBeTrue();
    }

    [Fact]
    public async Task NL_01_NL_09_When_the_server_is_gone_in_the_countdown_its_end_stays_and_what_does_not_come_allows_it()
    {
        var (agent, call, hub) = await ReservedAsync();
        await using var connection = hub;
        (await SignOutAsync(agent)).ShouldBeFalse();
        var until = (await SeenAsync(agent)).SigningOut.ShouldNotBeNull().Until.ShouldNotBeNull();

        await server.RestartAsync();
        using var again = server.ClientOf(agent.DefaultRequestHeaders.Authorization!.Parameter!); // Every client here has one.
        var (back, since) = (await SeenAsync(again), TimeProvider.System.GetUtcNow());
        back.SigningOut.ShouldNotBeNull().Until.ShouldBe(until);
        since.ShouldBeLessThan(until, "else the countdown was over before anybody looked");

        server.Node.Say(call, static e => e.Ended = new Ended { SipStatus = 486, EndedBy = EndedBy.FarEnd, InviteLeft = true });
        await UntilAsync(async () => (await SeenAsync(again)).State is AgentState.SignedOut);
        TimeProvider.System.GetUtcNow().ShouldBeLessThan(until.AddSeconds(10));
        (await MessagesAsync(again)).ShouldContain("Your sign-out was allowed");
    }

    [Fact]
    public async Task NL_07_The_call_on_its_way_still_comes_and_NL_10_staying_is_possible()
    {
        var (agent, call, hub) = await ReservedAsync();
        await using var connection = hub;
        (await SignOutAsync(agent)).ShouldBeFalse();

        server.Node.Connect(call);
        await StateAsync(agent, AgentState.Talking);
        (await SeenAsync(agent)).SigningOut.ShouldNotBeNull();
        await OkAsync(agent, Contracts.Api.AgentStay, "{}");
        var stays = await SeenAsync(agent);
        (stays.SigningOut, stays.ThenNotReady).ShouldBe((null, "Stayed signed in"));

        server.Node.End(call);
        await StateAsync(agent, AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":""}""");
        (await SeenAsync(agent)).NotReadyReason.ShouldBe("Stayed signed in");
    }

    [Fact]
    public async Task NL_01_CH_01_Out_of_the_voice_channel_alone_the_agent_stays_signed_in_without_sound()
    {
        var (agent, call, hub) = await ReservedAsync();
        await using var connection = hub;
        (await SignOutAsync(agent, Contracts.Api.AgentChannelSignOut)).ShouldBeFalse();
        (await SeenAsync(agent)).SigningOut.ShouldNotBeNull().Channel.ShouldBeTrue();

        server.Node.Say(call, static e => e.Ended = new Ended { SipStatus = 486, EndedBy = EndedBy.FarEnd, InviteLeft = true });
        await UntilAsync(async () => (await SeenAsync(agent)).ChannelOff);
        (await SignOutAsync(agent, Contracts.Api.AgentChannelSignOut)).ShouldBeTrue();
        var off = await SeenAsync(agent);
        (off.State, off.SigningOut).ShouldBe((AgentState.NotReady, null));
    }

    private async Task<(HttpClient Agent, OriginateRequest Call, IAsyncDisposable Hub)> ReservedAsync()
    {
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone\n{Numbers.Awake().Number}\n");
        var (_, agent, hub) = await server.ReadyAgentAsync(campaign);
        var call = await SoonAsync(server.Node.OriginatedAsync);
        await StateAsync(agent, AgentState.Reserved);
        return (agent, call, hub);
    }

    private static Task StateAsync(HttpClient agent, AgentState state) => UntilAsync(async () => (await SeenAsync(agent)).State == state);

    private static async Task<bool> SignOutAsync(HttpClient agent, string door = Contracts.Api.SignOut)
    {
        using var answer = await agent.PostAsync(door, Json("{}"), Cancel);
        return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancel), ContractsJson.Default.SignOutAnswer).ShouldNotBeNull().Done;
    }

    private static Task<string> MessagesAsync(HttpClient agent) => agent.GetStringAsync(Contracts.Api.AgentMessages, Cancel);
}
