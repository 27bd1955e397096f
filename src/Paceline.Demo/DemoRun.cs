using System.Diagnostics;
using Paceline.Contracts;
using Paceline.Demo.Check;
using Paceline.Demo.Robots;

namespace Paceline.Demo;

/// <summary>
/// A demo from its preparation to its report, against a server that runs: campaign, agents, list, robots at work, drain, and the check
/// of what must always hold. A second run with the same data goes on where the first stopped.
/// </summary>
public sealed class DemoRun : IDisposable
{
    internal static readonly TimeOnly WindowFrom = new(8, 0);
    internal static readonly TimeOnly WindowUntil = new(21, 0);

    private const double AnswerLimitSeconds = 2;
    private const double AbandonmentLimit = 0.03;
    private const int AttemptsPerChain = 8;
    private const int AttemptsPerNumberPerDay = 10;

    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);

    private readonly DemoSettings _settings;
    private readonly IProgress<DemoProgress> _progress;
    private readonly TimeProvider _time;
    private readonly ApiClient _supervisor;
    private readonly Stopwatch _sinceDialing = new();
    private readonly List<string> _trouble = [];
    private readonly List<ApiClient> _clients = [];

    private DemoRun(DemoSettings settings, IProgress<DemoProgress> progress, TimeProvider time)
    {
        (_settings, _progress, _time) = (settings, progress, time);
        _supervisor = new ApiClient(settings.Server, settings.SupervisorKey, time);
    }

    /// <summary>Runs to the end of its time, or until cancelled, and gives the report. A cancelled run drains and checks nothing.</summary>
    /// <exception cref="ArgumentException">A setting cannot work.</exception>
    /// <exception cref="TimeoutException">The server never answered.</exception>
    /// <exception cref="InvalidOperationException">The server refuses what the demo needs.</exception>
    /// <exception cref="DemoRefusedException">The list is none, or nobody in it may be called while the run lasts.</exception>
    /// <returns>Null when it was cancelled.</returns>
    public static async Task<DemoReport?> RunAsync(
        DemoSettings settings, IProgress<DemoProgress> progress, CancellationToken cancellationToken)
    {
        if (settings.Refusals() is [var first, ..])
        {
            throw new ArgumentException(first, nameof(settings));
        }

        Directory.CreateDirectory(settings.Data);
        using DemoRun run = new(settings, progress, TimeProvider.System);
        try
        {
            return await run.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await run.StopQuietlyAsync();
            return null;
        }
    }

    public void Dispose()
    {
        _supervisor.Dispose();
        _clients.ForEach(static client => client.Dispose());
    }

    private async Task<DemoReport> RunAsync(CancellationToken cancellationToken)
    {
        using RobotDiary diary = new(_settings.Diary);
        await using var phones = RobotPhones.Start();
        using CancellationTokenSource endOfShift = new();
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Heartbeat heart = new();
        CallingSupply supply = new(_settings, _supervisor, _time);

        var robots = await PrepareAsync(supply, phones, diary, endOfShift.Token, cancellationToken);
        var beating = heart.RunAsync(running.Token);
        List<Task> working = [.. robots.Select(robot => robot.RunAsync(running.Token))];
        try
        {
            await DialAsync(supply, working, cancellationToken);
            await DrainAsync(endOfShift, working, cancellationToken);
        }
        finally
        {
            await running.CancelAsync();
            await beating;
            await Task.WhenAll(working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Tell(DemoPhase.Checking, null, "Reads facts and logs.");
        return await CheckAsync(heart.Sentence(phones.LateBeats), cancellationToken);
    }

    // ---- Preparing ----------------------------------------------------------------------------------------------------

    private async Task<IReadOnlyList<RobotAgent>> PrepareAsync(
        CallingSupply supply, RobotPhones phones, RobotDiary diary, CancellationToken endOfShift, CancellationToken cancellationToken)
    {
        Tell(DemoPhase.Preparing, null, "Waits for the server.");
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            limit.CancelAfter(_settings.ServerLimit);
            try
            {
                await _supervisor.ReadAsync<BoardSnapshot>(Api.Board, limit.Token);
            }
            catch (OperationCanceledException silence) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"The server at {_settings.Server} did not answer within {_settings.ServerLimit.TotalSeconds:0} s.", silence);
            }
        }

        var isNew = await EnsureAsync(Api.Campaigns, new NewCampaignRequest(
            _settings.Campaign,
            "Demo",
            CallerId: null,
            new CampaignRulesRequest(
                WindowFrom: WindowFrom.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture),
                WindowUntil: WindowUntil.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture),
                RingTimeoutSeconds: 15,
                AnswerLimitSeconds: AnswerLimitSeconds,
                AttemptsPerChain: AttemptsPerChain,
                AttemptsPerNumberPerDay: AttemptsPerNumberPerDay,
                AbandonmentLimit: AbandonmentLimit,
                WrapUpLimitSeconds: 60,
                RetryMinutes: 5)), cancellationToken);

        if (_settings.Mode is not null || isNew)
        {
            var request = new ModeRequest(_settings.Mode ?? DialMode.Progressive);
            await DoneAsync(_supervisor.CommandAsync(Api.CampaignMode(_settings.Campaign), request, cancellationToken));
        }

        List<RobotAgent> robots = [];
        for (var i = 1; i <= (_settings.IsBeyondThisMachine ? 0 : _settings.Agents); i++)
        {
            var name = FormattableString.Invariant($"robot-{i}");
            var robot = new NewAgentRequest(name, FormattableString.Invariant($"Robot {i}"), _settings.Campaign);
            await EnsureAsync(Api.Agents, robot, cancellationToken);
            ApiClient client = new(_settings.Server, await NewKeyAsync(name, cancellationToken), _time);
            _clients.Add(client);
            robots.Add(new RobotAgent(new RobotSettings(name, i, _settings.Seed), client, phones, diary, _time, endOfShift));
        }

        Tell(DemoPhase.Preparing, null, await supply.BeginAsync(cancellationToken));
        return robots;
    }

    /// <summary>Makes what may be there from an earlier start; false: it was.</summary>
    private async Task<bool> EnsureAsync<T>(string route, T body, CancellationToken cancellationToken) =>
        await _supervisor.CommandAsync(route, body, cancellationToken) switch
        {
            Reply.Refused { Problem: { Status: not 409 } problem } =>
                throw new InvalidOperationException($"POST {route} was refused: {problem.Title} {problem.Detail}"),
            Reply.Refused => false,
            _ => true,
        };

    /// <summary>A key for a robot. One whose answer was lost is shown to nobody again; another is made.</summary>
    private async Task<string> NewKeyAsync(string agent, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reply = await _supervisor.CommandAsync(Api.AgentKeys(agent), cancellationToken);
            if (reply is not Reply.Refused { Problem.Code: "shown-once" })
            {
                return ApiClient.Read<NewKey>(await DoneAsync(Task.FromResult(reply))).Key;
            }
        }
    }

    private static async Task<string> DoneAsync(Task<Reply> command) => await command switch
    {
        Reply.Done done => done.Body,
        Reply.Refused { Problem: var problem } =>
            throw new InvalidOperationException($"The server refused: {problem.Title} {problem.Detail}"),
        var other => throw new UnreachableException($"reply {other}"),
    };

    private async Task<CampaignSnapshot> CampaignAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            var board = await _supervisor.ReadAsync<BoardSnapshot>(Api.Board, cancellationToken);
            if (board.Campaigns.FirstOrDefault(c => c.Campaign == _settings.Campaign) is { } campaign)
            {
                return campaign;
            }

            if (tries == 50)
            {
                throw new InvalidOperationException($"The campaign \"{_settings.Campaign}\" was made and never came to the board.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), _time, cancellationToken);
        }
    }

    // ---- Dialing ------------------------------------------------------------------------------------------------------

    private async Task DialAsync(CallingSupply supply, List<Task> working, CancellationToken cancellationToken)
    {
        await DoneAsync(_supervisor.CommandAsync(Api.CampaignStart(_settings.Campaign), cancellationToken));
        _sinceDialing.Start();
        while ((_settings.Dialing is not { } limit || _sinceDialing.Elapsed < limit) && !_settings.EndOfDialing.IsCancellationRequested)
        {
            var campaign = await CampaignAsync(cancellationToken);
            var sentence = await supply.RefillAsync(campaign, cancellationToken);
            Tell(DemoPhase.Dialing, campaign, sentence.Length > 0 ? sentence : campaign.Waiting);
            RefuseIfNobodyMayBeCalled(campaign);
            if (working.Find(static w => w.IsFaulted) is { Exception: { } broken })
            {
                throw new InvalidOperationException($"A robot gave up: {broken.InnerException?.Message}", broken);
            }

            await Task.Delay(_look, _time, cancellationToken);
        }

        _sinceDialing.Stop();
    }

    /// <summary>A list whose people sleep until after the end of the run would give an empty report: the reason is worth more.</summary>
    private void RefuseIfNobodyMayBeCalled(CampaignSnapshot campaign)
    {
        if (_settings is { List: { } list, Dialing: { } limit }
            && campaign is { Counts.Placed: 0, WaitingUntil: { } until }
            && until > _time.GetUtcNow() + limit - _sinceDialing.Elapsed)
        {
            throw new DemoRefusedException(
                $"Nobody in {list} may be called now: all are outside the calling hours of their zones. "
                + FormattableString.Invariant($"The next permitted time is {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC."));
        }
    }

    /// <summary>No more dials; calls end, outcomes are set, robots sign out.</summary>
    private async Task DrainAsync(CancellationTokenSource endOfShift, List<Task> working, CancellationToken cancellationToken)
    {
        var patience = Stopwatch.StartNew();
        await DoneAsync(_supervisor.CommandAsync(Api.CampaignStop(_settings.Campaign), cancellationToken));
        await endOfShift.CancelAsync();
        var ending = Task.WhenAll(working);
        while (patience.Elapsed < _settings.Drain)
        {
            var campaign = await CampaignAsync(cancellationToken);
            Tell(DemoPhase.Draining, campaign, "");
            if (ending.IsFaulted)
            {
                _trouble.Add($"A robot gave up: {ending.Exception.InnerException?.Message}");
                return;
            }

            if (ending.IsCompleted && campaign.Counts.Dialing == 0)
            {
                return;
            }

            await Task.WhenAny(ending, Task.Delay(_look, _time, cancellationToken));
            if (ending.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), _time, cancellationToken);
            }
        }

        _trouble.Add(FormattableString.Invariant($"Open calls did not end within {_settings.Drain.TotalSeconds:0} s."));
    }

    /// <summary>Cancelled: the campaign stops if the server still listens; nobody waits long.</summary>
    private async Task StopQuietlyAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(3));
        try
        {
            await _supervisor.CommandAsync(Api.CampaignStop(_settings.Campaign), limit.Token);
        }
        catch (OperationCanceledException)
        {
            // The server is gone already; it stops dialing by itself.
        }
    }

    // ---- Checking -----------------------------------------------------------------------------------------------------

    private async Task<DemoReport> CheckAsync(string starved, CancellationToken cancellationToken)
    {
        var (facts, board) = await FactsAtRestAsync(cancellationToken);
        var lines = _settings.CarrierLog is { } carrier ? await LinesAsync(carrier, LineLogSource.Carrier, cancellationToken)
            : _settings.WireLog is { } wire ? await LinesAsync(wire, LineLogSource.Wire, cancellationToken)
            : null;
        var diary = _settings.IsBeyondThisMachine ? null : RobotDiary.Read(await ReadLinesAsync(_settings.Diary, cancellationToken));
        CheckRules rules = new(
            _settings.Campaign,
            TimeSpan.FromSeconds(AnswerLimitSeconds),
            WindowFrom,
            WindowUntil,
            AttemptsPerChain,
            AttemptsPerNumberPerDay,
            AbandonmentLimit);
        CheckInput input = new(rules, facts, lines, diary, board, _time.GetUtcNow(), starved);
        return DemoCheck.Judge(input, _sinceDialing.Elapsed.TotalSeconds, _trouble);
    }

    /// <summary>Facts with the board that belongs to them: read between two boards with the same figures. Without rest, no board.</summary>
    private async Task<(IReadOnlyList<FactLine> Facts, BoardSnapshot? Board)> FactsAtRestAsync(CancellationToken cancellationToken)
    {
        List<FactLine> facts = [];
        for (var tries = 0; tries < 20; tries++)
        {
            var before = await CampaignAsync(cancellationToken);
            while (await ReadFactsAsync(facts, cancellationToken) > 0)
            {
                // Until nothing new comes.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), _time, cancellationToken);
            var more = await ReadFactsAsync(facts, cancellationToken);
            var board = await _supervisor.ReadAsync<BoardSnapshot>(Api.Board, cancellationToken);
            var after = board.Campaigns.FirstOrDefault(c => c.Campaign == _settings.Campaign);
            if (more == 0 && after is not null && HasSameFigures(before.Counts, after.Counts))
            {
                return (facts, board);
            }
        }

        return (facts, null);
    }

    private async Task<int> ReadFactsAsync(List<FactLine> facts, CancellationToken cancellationToken)
    {
        var before = facts.Count;
        await foreach (var line in _supervisor.FactsAsync(facts.Count == 0 ? 0 : facts[^1].Number, cancellationToken))
        {
            if (FactLine.Read(line) is { } fact)
            {
                facts.Add(fact);
            }
        }

        return facts.Count - before;
    }

    private static bool HasSameFigures(CallCounts one, CallCounts other) =>
        (one.Placed, one.Dialing, one.Answered, one.Connected, one.Abandoned, one.Interrupted, one.Outcomes)
            == (other.Placed, other.Dialing, other.Answered, other.Connected, other.Abandoned, other.Interrupted, other.Outcomes)
        && one.CallResults.Values.Sum() == other.CallResults.Values.Sum();

    private static async Task<LineLog> LinesAsync(string path, LineLogSource source, CancellationToken cancellationToken) =>
        LineLog.Read(await ReadLinesAsync(path, cancellationToken), source);

    /// <summary>Of a file that its owner may still have open for writing.</summary>
    private static async Task<IReadOnlyList<string>> ReadLinesAsync(string path, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private void Tell(DemoPhase phase, CampaignSnapshot? campaign, string sentence) => _progress.Report(new DemoProgress(
        phase, _sinceDialing.Elapsed, campaign, campaign?.Agents ?? new Dictionary<AgentState, int>(), sentence));
}
