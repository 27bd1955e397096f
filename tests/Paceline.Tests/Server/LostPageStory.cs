using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Paceline.Contracts;
using Paceline.Server;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>A page that is closed, seen by the whole server: what lay on that desk goes on without its agent (features 6.6).</summary>
public sealed class LostPageStory(ServerRig server) : IClassFixture<ServerRig>
{
    [Fact]
    public async Task NL_11_The_record_of_an_agent_whose_page_was_closed_goes_to_another_and_they_are_not_ready()
    {
        var campaign = await server.CampaignAsync();
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStop(campaign), "{}");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignMode(campaign), """{"mode":"Preview"}""");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStart(campaign), "{}");
        using var imported = await server.ImportAsync(campaign, $"phone,name\n{Numbers.Awake().Number},Ann Example\n");
        var (_, gone, page) = await server.ReadyAgentAsync(campaign);
        await OkAsync(gone, Contracts.Api.AgentGetRecord, "{}");
        await UntilAsync(async () => await SeenAsync(gone) is { State: AgentState.Previewing, Call: not null });

        await page.DisposeAsync();
        using var watch = ActivatorUtilities.CreateInstance<LostPages>(server.Services, new SixMinutesOn(), NullLogger<LostPages>.Instance);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        await UntilAsync(async () => await SeenAsync(gone) is { State: AgentState.NotReady, NotReadyReason: "Connection lost" });

        var (_, another, second) = await server.ReadyAgentAsync(campaign);
        await using var line = second;
        await OkAsync(another, Contracts.Api.AgentGetRecord, "{}");
        await UntilAsync(async () => await SeenAsync(another) is { State: AgentState.Previewing, Call.Contact: "Ann Example" });
        await watch.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The clock of whoever looks six minutes later; what waits, waits as long as ever.</summary>
    private sealed class SixMinutesOn : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddMinutes(6);
    }
}
