using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Microsoft.JSInterop;
using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;

namespace Paceline.Tests.Web;

/// <summary>What is made of what the script says of its WebSocket (wwwroot/js/hub.js); that one is tested in the browser.</summary>
public sealed class HubLineTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(DeskRig.Noon);
    private readonly FakeScript _script = new();
    private readonly SecondHand _hand;
    private readonly ApiClient _api;
    private readonly HubLine _line;
    private readonly List<string> _told = [];
    private string _failsAt = "";

    public HubLineTests()
    {
        _hand = new SecondHand(_time);
        _api = new ApiClient(new FakeServer("agent"), _hand);
        _line = new HubLine(_script, _api, _time);
    }

    [Fact]
    public async Task The_line_is_up_before_the_first_snapshot_and_the_workspace_comes_first()
    {
        await Watch();
        _told.ShouldBe(["Connecting", "Up", "agent 1", "messages 1", "campaigns 1"]);
        _script.Calls.ShouldBe(["open", "watch WatchAgent", "watch WatchMessages", "watch WatchMyCampaigns"]);
    }

    [Fact]
    public async Task It_is_opened_for_the_person_whose_page_it_is()
    {
        _api.User = "mia";
        await Watch();
        _script.OpenedFor.ShouldBe("mia");
    }

    [Fact]
    public async Task What_is_pushed_goes_to_whom_it_is_for()
    {
        await Watch();
        _told.Clear();
        await _script.Push(Hub.MessagesChanged, MessagesJson(2));
        await _script.Push("SomethingNewer", "{}");
        await _script.Push(Hub.AgentChanged, AgentJson(3));
        _told.ShouldBe(["messages 2", "agent 3"]);
    }

    [Fact]
    public async Task A_server_that_is_away_is_tried_for_ever_and_everything_is_asked_anew()
    {
        await Watch();
        _script.Answers = static _ => "lost";
        _script.Lose();
        for (var minutes = 0; minutes < 10; minutes++)
        {
            _time.Advance(TimeSpan.FromSeconds(8));
        }

        _script.Calls.Count(static c => c == "open").ShouldBeGreaterThan(5);
        _told.Clear();
        _script.Answers = static _ => "up";
        _time.Advance(TimeSpan.FromSeconds(8));
        _told.ShouldBe(["Up", "agent 1", "messages 1", "campaigns 1"]);
    }

    [Fact]
    public async Task What_an_earlier_connection_tells_late_is_nobodys_any_more()
    {
        await Watch();
        var earlier = _script.Told;
        _script.Lose();
        _time.Advance(TimeSpan.FromSeconds(1));
        _script.Calls.Count(static c => c == "open").ShouldBe(2);
        _told.Clear();
        await earlier(Hub.AgentChanged, AgentJson(9));
        await earlier("Lost", "");
        _told.ShouldBeEmpty("the server may count anew: an old snapshot would hide the new ones, and the new line is not lost");
        await _script.Push(Hub.AgentChanged, AgentJson(2));
        _told.ShouldBe(["agent 2"]);
    }

    [Fact]
    public async Task A_hub_that_cannot_answer_yet_is_asked_again_on_a_new_connection()
    {
        _script.Refuses = true;
        var watching = Watch();
        _told.ShouldBe(["Connecting", "Up", "Lost"]);
        _script.Refuses = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        await watching;
        _told[3..].ShouldBe(["Up", "agent 1", "messages 1", "campaigns 1"]);
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_lost_line_and_not_an_old_picture_that_looks_new()
    {
        await Watch();
        _told.Clear();
        await _script.Push(Hub.AgentChanged, """{"number":2}""");
        _told.ShouldBe(["Lost"]);
        _time.Advance(TimeSpan.FromSeconds(1));
        _told[1..].ShouldBe(["Up", "agent 1", "messages 1", "campaigns 1"]);
    }

    [Fact]
    public async Task A_listener_that_fails_takes_the_line_from_nobody()
    {
        _failsAt = "agent 1"; // In a script of the page, say.
        await Watch();
        _told.ShouldBe(["Connecting", "Up", "agent 1", "messages 1", "campaigns 1"]);
        _script.Lose();
        _time.Advance(TimeSpan.FromSeconds(1));
        _told[5..].ShouldBe(["Lost", "Up", "agent 1", "messages 1", "campaigns 1"]);
        await _script.Push(Hub.MessagesChanged, MessagesJson(2));
        _told[^1].ShouldBe("messages 2");
    }

    [Fact]
    public async Task A_script_that_did_not_come_is_a_lost_line_and_asked_for_again()
    {
        _script.Missing = true;
        var watching = Watch();
        _told.ShouldBe(["Connecting", "Lost"]);
        _script.Missing = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        await watching;
        _told[2..].ShouldBe(["Up", "agent 1", "messages 1", "campaigns 1"]);
    }

    [Fact]
    public async Task A_page_that_has_gone_closes_its_line()
    {
        using CancellationTokenSource open = new();
        await Watch(open.Token);
        await open.CancelAsync();
        await _line.Close();
        _script.Calls[^1].ShouldBe("close");
    }

    [Theory]
    [InlineData("signedOut", "SignedOut")]
    [InlineData("refused", "Ended")]
    public async Task Nobody_tries_again_against_a_server_that_says_no(string said, string state)
    {
        _script.Answers = _ => said;
        await Watch();
        _time.Advance(TimeSpan.FromMinutes(1));
        _told.Contains(state, StringComparer.Ordinal).ShouldBeTrue();
        _script.Calls.ShouldBe(["open"]);
        await _line.Close();
    }

    [Fact]
    public async Task A_page_that_the_server_ended_says_why_and_stays_so()
    {
        await Watch();
        _told.Clear();
        await _script.Push(Hub.Ended, "\"Your workspace was opened in another window.\"");
        _script.Lose();
        await _script.Push(Hub.AgentChanged, AgentJson(9));
        _time.Advance(TimeSpan.FromMinutes(1));
        _told.ShouldBe(["Ended", "Your workspace was opened in another window."]);
        _script.Calls[^1].ShouldBe("close");
    }

    [Fact]
    public async Task A_line_that_was_closed_while_it_was_lost_is_not_opened_again()
    {
        await Watch();
        _script.Lose();
        await _line.Close();
        _told.Clear();
        _time.Advance(TimeSpan.FromMinutes(1));
        _told.ShouldBeEmpty();
        _script.Calls.Count(static c => c == "open").ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        _hand.Dispose();
    }

    private static string AgentJson(long number) =>
        JsonSerializer.Serialize(DeskRig.Snapshot(AgentState.Ready, number), ContractsJson.Default.AgentSnapshot);

    private static string MessagesJson(long number) =>
        JsonSerializer.Serialize(new MessagesSnapshot(number, 0, []), ContractsJson.Default.MessagesSnapshot);

    private Task Watch(CancellationToken? open = null) => _line.WatchAgent(
        new AgentListener(
            new Listener<AgentSnapshot>(s => Tell($"agent {s.Number}"), state => _told.Add(state.ToString()), _told.Add),
            s => Tell($"messages {s.Number}"),
            s => Tell($"campaigns {s.Number}")),
        open ?? TestContext.Current.CancellationToken);

    private Task Tell(string what)
    {
        _told.Add(what);
        return what == _failsAt ? Task.FromException(new JSException(what)) : Task.CompletedTask;
    }

    /// <summary>The module hub.js: opens as told, and answers every watch with number 1.</summary>
    private sealed class FakeScript : IJSRuntime, IJSObjectReference
    {
        /// <summary>What the newest connection tells.</summary>
        public Told Told { get; private set; } = static (_, _) => Task.CompletedTask;

        public List<string> Calls { get; } = [];

        public string OpenedFor { get; private set; } = "";

        public Func<int, string> Answers { get; set; } = static _ => "up";

        /// <summary>The file of the script does not come.</summary>
        public bool Missing { get; set; }

        /// <summary>The hub answers no watch.</summary>
        public bool Refuses { get; set; }

        public ValueTask<T> InvokeAsync<T>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<T>(identifier, args);

        public ValueTask<T> InvokeAsync<T>(string identifier, object?[]? args)
        {
            if (identifier == "import")
            {
                return Missing ? ValueTask.FromException<T>(new JSException("Failed to fetch")) : ValueTask.FromResult((T)(object)this);
            }

            Calls.Add(identifier == "watch" ? $"watch {args![0]}" : identifier);
            if (identifier == "open")
            {
                (Told, OpenedFor) = ((Told)args![0]!, (string)args[1]!);
            }

            return (identifier, args) switch
            {
                ("open", _) => Said(Answers(Calls.Count)),
                ("watch", _) when Refuses => ValueTask.FromException<T>(new JSException("The server is not ready.")),
                ("watch", [Hub.WatchAgent]) => Said(AgentJson(1)),
                ("watch", [Hub.WatchMessages]) => Said(MessagesJson(1)),
                ("watch", _) => Said(JsonSerializer.Serialize(new MyCampaignsSnapshot(1, []), ContractsJson.Default.MyCampaignsSnapshot)),
                _ => default,
            };

            static ValueTask<T> Said(string what) => ValueTask.FromResult((T)(object)what);
        }

        public Task Push(string name, string json) => Told(name, json);

        public void Lose() => _ = Told("Lost", "");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
