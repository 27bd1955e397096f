using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Paceline.Commands;
using Paceline.Contracts;
using Paceline.PeerTests.Kills;
using Paceline.PeerTests.Voice;
using Paceline.Storage;

namespace Paceline.PeerTests.Browser;

/// <summary>Everything real on loopback: the server with its voice node as processes of their own, a carrier at which every number answers
/// with one tone, and a browser whose microphone says another.</summary>
public sealed class CallCentre : IAsyncLifetime
{
    /// <summary>What everybody who is called says.</summary>
    internal const double CustomerHz = 750;

    /// <summary>What the browser's microphone says.</summary>
    internal const double AgentHz = 1000;

    /// <summary>Whose name begins with Busy has a number that ends so, and it is engaged.</summary>
    private const string BusyLine = "5550188";

    /// <summary>Whose name begins with Rings has a number that ends so, and nobody is at home.</summary>
    private const string RingingLine = "5550189";

    private static readonly string[] _newYork = ["212", "646", "718", "917", "347"];
    private static readonly string[] _colorado = ["303", "720", "719", "970"];

    private readonly string _folder = Directory.CreateTempSubdirectory("paceline-browser-").FullName;
    private FarEnd? _carrier;
    private Chromium? _chromium;
    private HttpClient? _supervisor;
    private Installation? _installation;
    private int _people;
    private int _ringing;
    private int _groups;

    internal FarEnd Carrier => _carrier ?? throw new InvalidOperationException("There is no carrier.");

    /// <summary>The program that is started; null: the one that was built with these tests.</summary>
    internal string? Program { get; init; }

    internal Uri Address => Server.Address;

    internal Chromium Chromium => _chromium ?? throw new InvalidOperationException("There is no browser.");

    internal IBrowser Browser => _chromium?.Browser ?? throw new InvalidOperationException("There is no browser.");

    private HttpClient Supervisor => _supervisor ?? throw new InvalidOperationException("There is no server.");

    private Installation Server => _installation ?? throw new InvalidOperationException("There is no server.");

    public async ValueTask InitializeAsync()
    {
        if (Chromium.IsMissing)
        {
            return;
        }

        _carrier = FarEnd.Start(28_000, static number => number switch
        {
            _ when number.EndsWith(BusyLine, StringComparison.Ordinal) => new Manner(486),
            _ when number.EndsWith(RingingLine, StringComparison.Ordinal) => new Manner(0),
            _ => new Manner(200, CustomerHz),
        });
        _installation = await Installation.StartAsync(Path.Combine(_folder, "data"), _carrier.Address, CancellationToken.None, Program);
        _supervisor = new HttpClient { BaseAddress = _installation.Address };
        _supervisor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _installation.Key);
        _chromium = await Chromium.StartAsync(AgentHz);
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        if (_installation is not null)
        {
            await _installation.DisposeAsync();
        }

        if (_carrier is not null)
        {
            await _carrier.DisposeAsync();
        }

        _supervisor?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>kill -9.</summary>
    internal void KillServer() => Server.KillServer();

    /// <summary>Starts it again, with the same data on the same port.</summary>
    internal Task StartServerAsync() => Server.StartServerAsync(CancellationToken.None);

    /// <summary>The last words of server and node, for a failure's message.</summary>
    internal string LogEnd() => Server.LogEnd();

    /// <summary>A campaign group of its own with these people, stopped.</summary>
    internal Task<string> GroupAsync(string name, params string[] people) => GroupAsync(name, new CampaignRulesRequest(), people);

    /// <summary>With rules of its own; calling hours and wrap-up are not among them.</summary>
    internal async Task<string> GroupAsync(string name, CampaignRulesRequest rules, params string[] people)
    {
        var group = string.Create(CultureInfo.InvariantCulture, $"group-{++_groups}");
        await CommandAsync(Api.Campaigns, new NewCampaignRequest(group, name, CallerId: null, rules with
        {
            WindowFrom = "00:00",
            WindowUntil = "23:59",
            WrapUpLimitSeconds = 600,
            OfferSeconds = rules.OfferSeconds ?? 120,
        }, Description: $"For the people of {name}"));
        if (people.Length == 0)
        {
            return group; // A list of nobody is refused.
        }

        StringBuilder list = new("name,phone,membership,renewal date\n");
        foreach (var person in people)
        {
            list.Append(CultureInfo.InvariantCulture, $"{person},{NextNumber(person)},Family,2027-03-01\n");
        }

        using StringContent file = new(list.ToString(), Encoding.UTF8, "text/csv");
        using var answer = await Supervisor.PostAsync(Api.CampaignRecords(group), file);
        var said = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(said);
        var report = JsonSerializer.Deserialize(said, ContractsJson.Default.ImportReport);
        report.ShouldNotBeNull().Accepted.ShouldBe(people.Length, said);
        return group;
    }

    /// <summary>Lets agents of a group change its people's membership and renewal date.</summary>
    internal Task FieldsAsync(string group) => CommandAsync(Api.CampaignFields(group), new FieldList(
    [
        new("membership", "Membership", FieldType.List, Editable: true, Shown: true, ["Single", "Family"]),
        new("renewal date", "", FieldType.Number, Editable: true, Shown: true, []),
    ]));

    /// <summary>A new agent; the id.</summary>
    internal async Task<string> AgentAsync(string name, string group)
    {
        var agent = $"{name.Split(' ')[0].ToLowerInvariant()}-{group}";
        await CommandAsync(Api.Agents, new NewAgentRequest(agent, name, group));
        return agent;
    }

    internal Task StartAsync(string group) => CommandAsync<string?>(Api.CampaignStart(group), null);

    internal Task StopAsync(string group) => CommandAsync<string?>(Api.CampaignStop(group), null);

    internal Task LoadAsync(string group) => CommandAsync<string?>(Api.CampaignLoad(group), null);

    internal Task UnloadAsync(string group) => CommandAsync(Api.CampaignUnload(group), new UnloadRequest(Force: true));

    internal Task ModeAsync(string group, DialMode mode) => CommandAsync(Api.CampaignMode(group), new ModeRequest(mode));

    /// <summary>A supervisor's words.</summary>
    internal Task TellAsync(string text, Contracts.MessagePriority priority, params string[] agents) =>
        CommandAsync(Api.Messages, new NewMessageRequest(text, priority, agents));

    internal async Task<string> LinkAsync(string user)
    {
        await using var store = await SqliteStore.OpenForCommandAsync(Server.Data, TimeProvider.System, CancellationToken.None);
        return await LinkCommand.LinkAsync(store, user, Server.Address, CancellationToken.None);
    }

    internal Task<string> SupervisorLinkAsync() => LinkAsync(ServeCommand.FirstSupervisor);

    internal Task<string> FactsAsync(long after = 0) => Supervisor.GetStringAsync($"{Api.Facts}?after={after}");

    private async Task CommandAsync<T>(string route, T body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, route);
        request.Headers.Add(Api.IdempotencyKey, Guid.NewGuid().ToString("N"));
        request.Content = body is null ? null : JsonContent.Create(body, options: ContractsJson.Default.Options);
        using var answer = await Supervisor.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Numbers for fiction; in the minute before midnight, when nobody may be called, those of another zone. Nobody has the number of
    /// another who rings: it stays closed to other campaigns while it may still be ringing.</summary>
    private string NextNumber(string person)
    {
        var newYork = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
        var areas = newYork is { Hour: 23, Minute: > 40 } ? _colorado : _newYork;
        return person.StartsWith("Busy", StringComparison.Ordinal) ? $"+1{areas[0]}{BusyLine}"
            : person.StartsWith("Rings", StringComparison.Ordinal) ? $"+1{areas[_ringing++ % areas.Length]}{RingingLine}"
            : string.Create(CultureInfo.InvariantCulture, $"+1{areas[_people / 100 % areas.Length]}55501{_people++ % 100:00}");
    }
}
