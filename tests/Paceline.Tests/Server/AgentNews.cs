using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Paceline.Contracts;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>Messages and My Campaigns over the API and the hub: pushed at once, and only to those they concern.</summary>
public sealed class AgentNews(ServerRig server) : IClassFixture<ServerRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_start_is_pushed_to_the_assigned_agent_and_not_to_one_of_another_campaign()
    {
        var (mine, other) = (await LoadedAsync("Mine"), await LoadedAsync("Other"));
        await using var anna = await Watcher.OpenAsync(server, mine);
        await using var ben = await Watcher.OpenAsync(server, other);
        anna.Messages.Messages.ShouldHaveSingleItem().Kind.ShouldBe(MessageKind.CampaignLoaded, "at sign-in");

        await OkAsync(server.Supervisor, Contracts.Api.CampaignMode(mine), """{"mode":"PushPreview"}""");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStart(mine), "{}");

        await UntilAsync(() => Task.FromResult(anna.Messages.Messages.Count == 3));
        anna.Messages.Messages.Select(static m => m.Kind).ShouldBe([MessageKind.CampaignStarted, MessageKind.CampaignModeSet, MessageKind.CampaignLoaded]);
        var started = anna.Messages.Messages[0];
        (started.Campaign, started.Mode, started.By, started.Read).ShouldBe(("Mine", DialMode.PushPreview, "Supervisor", false));
        anna.Messages.Unread.ShouldBe(3);
        await UntilAsync(() => Task.FromResult(anna.Campaigns.Campaigns is [{ State: CampaignState.Running }]));
        anna.Campaigns.Campaigns[0].ShouldBe(new MyCampaign(mine, "Mine", "For people of Mine", DialMode.PushPreview, CampaignState.Running, null, 0));

        ben.Messages.Messages.ShouldHaveSingleItem().Campaign.ShouldBe("Other");
        ben.Campaigns.Campaigns.ShouldHaveSingleItem().Name.ShouldBe("Other");

        await OkAsync(server.Supervisor, Contracts.Api.CampaignUnload(mine), """{"force":true}""");
        await UntilAsync(() => Task.FromResult(anna.Campaigns.Campaigns.Count == 0));
        await UntilAsync(() => Task.FromResult(anna.Messages.Messages[0].Kind is MessageKind.CampaignUnloaded));
    }

    [Fact]
    public async Task MC_02_A_campaign_that_ran_is_stopped_and_not_one_that_has_not_started()
    {
        var campaign = await LoadedAsync("Halted");
        await using var anna = await Watcher.OpenAsync(server, campaign);
        await UntilAsync(() => Task.FromResult(anna.Campaigns.Campaigns is [{ State: CampaignState.Loaded, Stopped: false }]));
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStart(campaign), "{}");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStop(campaign), "{}");
        await UntilAsync(() => Task.FromResult(anna.Campaigns.Campaigns is [{ State: CampaignState.Loaded, Stopped: true }]));

        // Also to the next server, though nobody was called.
        await server.RestartAsync();
        await using var ben = await Watcher.OpenAsync(server, campaign);
        await UntilAsync(() => Task.FromResult(ben.Campaigns.Campaigns is [{ State: CampaignState.Loaded, Stopped: true }]));

        // Loaded anew it has not started.
        await OkAsync(server.Supervisor, Contracts.Api.CampaignUnload(campaign), """{"force":true}""");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignLoad(campaign), "{}");
        await UntilAsync(() => Task.FromResult(ben.Campaigns.Campaigns is [{ State: CampaignState.Loaded, Stopped: false }]));
    }

    [Fact]
    public async Task A_supervisors_message_is_read_marked_and_deleted_by_the_agent_alone()
    {
        var campaign = await LoadedAsync("Words");
        await using var anna = await Watcher.OpenAsync(server, campaign);
        await using var ben = await Watcher.OpenAsync(server, campaign);

        await OkAsync(server.Supervisor, Contracts.Api.Messages, $$"""{"text":"New price list from noon.","priority":"High","agents":["{{anna.Id}}"]}""");

        await UntilAsync(() => Task.FromResult(anna.Messages.Messages[0].Kind is MessageKind.Supervisor));
        var message = anna.Messages.Messages[0];
        (message.Text, message.Priority, message.By).ShouldBe(("New price list from noon.", MessagePriority.High, "Supervisor"));
        ben.Messages.Messages.ShouldHaveSingleItem();
        using var foreign = await ben.Client.PostAsync(Contracts.Api.MessageRead(message.Id), Json("{}"), Cancel);
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await OkAsync(anna.Client, Contracts.Api.MessageAcknowledge(message.Id), "{}");
        await UntilAsync(() => Task.FromResult(anna.Messages.Messages[0] is { Read: true, Acknowledged: true }));
        await OkAsync(anna.Client, Contracts.Api.MessageUnread(message.Id), "{}");
        await UntilAsync(() => Task.FromResult(!anna.Messages.Messages[0].Read));
        await OkAsync(anna.Client, Contracts.Api.AgentMessagesRead, "{}");
        await UntilAsync(() => Task.FromResult(anna.Messages.Unread == 0));
        await OkAsync(anna.Client, Contracts.Api.MessageDelete(message.Id), "{}");
        await UntilAsync(() => Task.FromResult(anna.Messages.Messages.All(m => m.Id != message.Id)));
        var listed = JsonSerializer.Deserialize(await anna.Client.GetStringAsync(Contracts.Api.AgentMessages, Cancel), ContractsJson.Default.MessagesSnapshot);
        listed.ShouldNotBeNull().Number.ShouldBe(anna.Messages.Number);
    }

    [Theory]
    [InlineData("""{"text":"","agents":["anna"]}""", "bad-text")]
    [InlineData("""{"text":"Hello"}""", "bad-addressee")]
    [InlineData("""{"text":"Hello","agents":[]}""", "bad-addressee")]
    [InlineData("""{"text":"Hello","agents":["anna"],"campaign":"renewals"}""", "bad-addressee")]
    [InlineData("""{"text":"Hello","agents":["nobody-at-all"]}""", "unknown-id")]
    [InlineData("""{"text":"Hello","campaign":"nothing-at-all"}""", "unknown-id")]
    public async Task A_message_to_nobody_is_refused(string body, string code)
    {
        using var answer = await server.Supervisor.PostAsync(Contracts.Api.Messages, Json(body), Cancel);

        (await ProblemAsync(answer)).Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_message_is_the_supervisors_to_write_and_no_longer_than_500_characters()
    {
        var (id, agent) = await server.AgentAsync(await LoadedAsync("Long"));
        using var long_ = await server.Supervisor.PostAsync(Contracts.Api.Messages, Json($$"""{"text":"{{new string('x', 501)}}","agents":["{{id}}"]}"""), Cancel);
        (await ProblemAsync(long_)).Code.ShouldBe("bad-text");
        using var own = await agent.PostAsync(Contracts.Api.Messages, Json($$"""{"text":"Hello","agents":["{{id}}"]}"""), Cancel);
        own.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<string> LoadedAsync(string name)
    {
        var campaign = $"{name.ToLowerInvariant()}-{Guid.NewGuid().ToString("N")[..6]}";
        await OkAsync(server.Supervisor, Contracts.Api.Campaigns, $$"""{"campaign":"{{campaign}}","name":"{{name}}","description":"For people of {{name}}"}""");
        return campaign;
    }

    /// <summary>An agent with an open page.</summary>
    private sealed class Watcher(string id, HttpClient client, HubConnection hub) : IAsyncDisposable
    {
        private volatile MessagesSnapshot _messages = new(0, 0, []);
        private volatile MyCampaignsSnapshot _campaigns = new(0, []);

        public string Id => id;

        public HttpClient Client => client;

        public MessagesSnapshot Messages => _messages;

        public MyCampaignsSnapshot Campaigns => _campaigns;

        public static async Task<Watcher> OpenAsync(ServerRig server, string campaign)
        {
            var (id, client) = await server.AgentAsync(campaign);
            var watcher = new Watcher(id, client, server.HubOf(client));
            await watcher.OpenAsync();
            return watcher;
        }

        public ValueTask DisposeAsync() => hub.DisposeAsync();

        private async Task OpenAsync()
        {
            hub.On<MessagesSnapshot>(Contracts.Hub.MessagesChanged, Take);
            hub.On<MyCampaignsSnapshot>(Contracts.Hub.MyCampaignsChanged, Take);
            await hub.StartAsync(Cancel);
            await hub.InvokeAsync<AgentSnapshot>(Contracts.Hub.WatchAgent, Cancel);
            Take(await hub.InvokeAsync<MessagesSnapshot>(Contracts.Hub.WatchMessages, Cancel));
            Take(await hub.InvokeAsync<MyCampaignsSnapshot>(Contracts.Hub.WatchMyCampaigns, Cancel));
        }

        private void Take(MessagesSnapshot messages) => _messages = messages.Number >= _messages.Number ? messages : _messages;

        private void Take(MyCampaignsSnapshot campaigns) => _campaigns = campaigns.Number >= _campaigns.Number ? campaigns : _campaigns;
    }
}
