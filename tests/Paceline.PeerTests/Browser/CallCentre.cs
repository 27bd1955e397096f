using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Paceline.Commands;
using Paceline.Contracts;
using Paceline.PeerTests.Demo;
using Paceline.PeerTests.Kills;
using Paceline.PeerTests.Voice;
using Paceline.Storage;
using Paceline.Tests.Server;

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

    /// <summary>Whose name begins with Late has a number that ends so, with a digit after it, and answers when a test says so.</summary>
    private const string LateLine = "555019";

    /// <summary>Everybody else has a number that ends below 555 0180, and answers.</summary>
    private const int AnsweredOfArea = 80;

    private static readonly string[] _newYork = ["212", "646", "718", "917", "347"];
    private static readonly string[] _colorado = ["303", "720", "719", "970"];

    private readonly Dictionary<string, string> _numbers = new(StringComparer.Ordinal);
    private readonly string _folder = Directory.CreateTempSubdirectory("paceline-browser-").FullName;
    private FarEnd? _carrier;
    private Chromium? _chromium;
    private HttpClient? _supervisor;
    private Installation? _installation;
    private int _people;
    private int _ringing;
    private int _late;
    private int _groups;

    internal FarEnd Carrier => _carrier ?? throw new InvalidOperationException("There is no carrier.");

    /// <summary>The program that is started; null: the one that was built with these tests.</summary>
    internal string? Program { get; init; }

    /// <summary>How long everybody lets it ring who answers; zero: they answer at once, which nobody does and which keeps tests short.</summary>
    internal TimeSpan RingsFor { get; init; }

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

        _carrier = FarEnd.Start(28_000, number => number switch
        {
            _ when number.EndsWith(BusyLine, StringComparison.Ordinal) => new Manner(486),
            _ when number.EndsWith(RingingLine, StringComparison.Ordinal) => new Manner(0),
            [.. var before, _] when before.EndsWith(LateLine, StringComparison.Ordinal) => new Manner(200, CustomerHz, Waits: true),
            _ => new Manner(200, CustomerHz, RingsMs: (long)RingsFor.TotalMilliseconds),
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

    /// <summary>A campaign that has dialled since the morning, and dials ahead at once. The server is started again, so it comes before anybody
    /// signs in.</summary>
    internal async Task HasDialledAsync(string group)
    {
        KillServer();
        await Morning.WriteAsync(Server.Data, group);
        await StartServerAsync();
    }

    /// <summary>The last words of server and node, for a failure's message.</summary>
    internal string LogEnd() => Server.LogEnd();

    /// <summary>A campaign group of its own with these people, stopped.</summary>
    internal Task<string> GroupAsync(string name, params string[] people) => GroupAsync(name, new CampaignRulesRequest(), people);

    /// <summary>With rules of its own; calling hours are not among them.</summary>
    internal async Task<string> GroupAsync(string name, CampaignRulesRequest rules, params string[] people)
    {
        var group = string.Create(CultureInfo.InvariantCulture, $"group-{++_groups}");
        await CommandAsync(Api.Campaigns, new NewCampaignRequest(group, name, CallerId: null, rules with
        {
            WindowFrom = "00:00",
            WindowUntil = "23:59",
            WrapUpLimitSeconds = rules.WrapUpLimitSeconds ?? 600,
            OfferSeconds = rules.OfferSeconds ?? 120,
        }, Description: $"For the people of {name}"));
        if (people.Length == 0)
        {
            return group; // A list of nobody is refused.
        }

        StringBuilder list = new("name,phone,membership,renewal date\n");
        foreach (var person in people)
        {
            list.Append(CultureInfo.InvariantCulture, $"{person},{NewNumber(person)},Family,2027-03-01\n");
        }

        await ListAsync(group, list.ToString(), people.Length);
        return group;
    }

    /// <summary>A calling list of one's own columns.</summary>
    internal async Task ListAsync(string group, string csv, int people)
    {
        using StringContent file = new(csv, Encoding.UTF8, "text/csv");
        using var answer = await Supervisor.PostAsync(Api.CampaignRecords(group), file);
        var said = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(said);
        var report = JsonSerializer.Deserialize(said, ContractsJson.Default.ImportReport);
        report.ShouldNotBeNull().Accepted.ShouldBe(people, said);
    }

    /// <summary>A number that answers, rings or is engaged as the name says.</summary>
    internal string NewNumber(string person) => _numbers[person] = NextNumber(person);

    /// <summary>The number that this person was given.</summary>
    internal string NumberOf(string person) => _numbers[person];

    /// <summary>Waits until somebody's telephone rings or is answered.</summary>
    internal async Task<FarCall> CalledAsync(string person)
    {
        await DemoLine.UntilAsync(() => Carrier.CallTo(_numbers[person]) is not null, $"a call to {person}");
        return Carrier.CallTo(_numbers[person]).ShouldNotBeNull();
    }

    /// <summary>Somebody calls back, hears the sentence and is told good-bye.</summary>
    internal async Task CallsBackAsync(string number)
    {
        var call = Guid.NewGuid().ToString("N");
        Carrier.Place(call, Server.SipAddress, number);
        (await Carrier.Ending(call).WaitAsync(TimeSpan.FromSeconds(60))).WasAnswered.ShouldBeTrue();
    }

    /// <summary>How often the carrier was asked for this person.</summary>
    internal int TimesCalled(string person) =>
        Carrier.Invites.Count(invite => invite.Uri.Contains(_numbers[person], StringComparison.Ordinal));

    /// <summary>Lets agents of a group change its people's membership and renewal date.</summary>
    internal Task FieldsAsync(string group) => FieldsAsync(
        group,
        new("membership", "Membership", FieldType.List, Editable: true, Shown: true, ["Single", "Family"]),
        new("renewal date", "", FieldType.Number, Editable: true, Shown: true, []));

    /// <summary>What a supervisor says of the columns of a list.</summary>
    internal Task FieldsAsync(string group, params ListField[] fields) => CommandAsync(Api.CampaignFields(group), new FieldList(fields));

    /// <summary>The one callback that the campaign has to keep is due in so many seconds, and stays whose it is.</summary>
    internal async Task CallbackIsDueAsync(string group, double inSeconds)
    {
        var booked = await Supervisor.GetFromJsonAsync(Api.CampaignCallbacks(group), ContractsJson.Default.CallbackList);
        var callback = booked.ShouldNotBeNull().Callbacks.ShouldHaveSingleItem();
        await CommandAsync(
            Api.CampaignCallbackChange(group, callback.Callback),
            new CallbackChangeRequest(TimeProvider.System.GetUtcNow().AddSeconds(inSeconds), callback.Owner.Length == 0 ? null : callback.Owner));
    }

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
            : person.StartsWith("Late", StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"+1{areas[_late / 10 % areas.Length]}{LateLine}{_late++ % 10}")
            : person.StartsWith("Rings", StringComparison.Ordinal) ? $"+1{areas[_ringing++ % areas.Length]}{RingingLine}"
            : string.Create(CultureInfo.InvariantCulture, $"+1{areas[_people / AnsweredOfArea % areas.Length]}55501{_people++ % AnsweredOfArea:00}");
    }
}
