using System.Globalization;
using Paceline.Contracts;
using Paceline.Demo.Check;
using Paceline.Demo.People;

namespace Paceline.Demo.Robots;

/// <summary>How a robot works.</summary>
/// <param name="Agent">User id.</param>
/// <param name="Index">From 1; chooses the tone.</param>
/// <param name="Seed">Of its talk and its outcomes.</param>
public sealed record RobotSettings(string Agent, int Index, int Seed);

/// <summary>An agent who works as a person would: through the public API, the push and a telephone. It goes by what the server says it
/// is doing, so a server that was away changes nothing but the time.</summary>
public sealed class RobotAgent
{
    /// <summary>The outcome of a call that the agent made and nobody took: the call result decides what follows.</summary>
    private const string NotReached = "not-reached";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly RobotSettings _settings;
    private readonly ApiClient _api;
    private readonly RobotPhone _phone;
    private readonly string _phoneUri;
    private readonly RobotDiary _diary;
    private readonly TimeProvider _time;
    private readonly CancellationToken _endOfShift;
    private readonly List<string> _refusals = [];
    private Guid _talkingOf;
    private Guid _finishing;
    private bool _wasMachine;
    private DateTimeOffset _talkUntil;

    /// <param name="settings">How it works.</param>
    /// <param name="api">With the agent's key.</param>
    /// <param name="phones">Where its telephone is plugged in.</param>
    /// <param name="diary">What it writes down.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="endOfShift">Cancelled: no more calls; the one at hand and its outcome are finished.</param>
    public RobotAgent(
        RobotSettings settings, ApiClient api, RobotPhones phones, RobotDiary diary, TimeProvider time, CancellationToken endOfShift)
    {
        (_settings, _api, _diary, _time, _endOfShift) = (settings, api, diary, time, endOfShift);
        _phone = phones.Plug(settings.Agent, Voices.AgentHz(settings.Index), diary);
        _phoneUri = phones.UriOf(settings.Agent);
    }

    /// <summary>The state as the server last said; for the progress.</summary>
    public AgentState State { get; private set; } = AgentState.SignedOut;

    /// <summary>Outcomes that the server acknowledged.</summary>
    public long Outcomes { get; private set; }

    /// <summary>Sentences about commands that were refused although they fitted the state the server had shown, newest last.</summary>
    public IReadOnlyList<string> Refusals => _refusals;

    /// <summary>Works until the end of the shift, then finishes what is at hand and signs out; cancelling drops everything.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _diary.Write(new RobotLine.Began(_settings.Agent, _phone.ToneHz));
        await using AgentWatch watch = new(_api, _time);
        await watch.StartAsync(cancellationToken);
        while (true)
        {
            var snapshot = watch.Newest;
            if (snapshot is null)
            {
                watch.Take(await _api.ReadAsync<AgentSnapshot>(Api.Agent, cancellationToken), isFresh: true);
                continue;
            }

            State = snapshot.State;
            if (_endOfShift.IsCancellationRequested && snapshot.State is (AgentState.NotReady or AgentState.SignedOut))
            {
                _phone.FallSilent();
                await CommandAsync(_api.CommandAsync(Api.SignOut, cancellationToken));
                return;
            }

            var limit = await ActAsync(snapshot, cancellationToken);
            if (!await watch.ChangeAsync(snapshot, limit, cancellationToken) && limit >= _patience)
            {
                watch.Take(await _api.ReadAsync<AgentSnapshot>(Api.Agent, cancellationToken), isFresh: true);
            }
        }
    }

    /// <summary>Does what the state asks for, and says how long to wait for the next one.</summary>
    private async Task<TimeSpan> ActAsync(AgentSnapshot snapshot, CancellationToken cancellationToken)
    {
        switch (snapshot.State)
        {
            case AgentState.SignedOut or AgentState.NotReady:
                await BecomeReadyAsync(snapshot, cancellationToken);
                return _patience;

            case AgentState.Ready or AgentState.Reserved when _endOfShift.IsCancellationRequested && snapshot.ThenNotReady is null:
                await CommandAsync(_api.CommandAsync(Api.AgentNotReady, new NotReadyRequest(Reason(snapshot)), cancellationToken));
                return _patience;

            case AgentState.Ready when snapshot is { Mode: DialMode.Preview, CampaignRunning: true, Asking: false }:
                await CommandAsync(_api.CommandAsync(Api.AgentGetRecord, cancellationToken));
                return _patience;

            case AgentState.Ready or AgentState.Reserved or AgentState.Calling:
                return _patience;

            case AgentState.Offered when snapshot.Call is { } offered:
                await CommandAsync(_api.CommandAsync(Api.AgentAccept, new CallRequest(offered.Attempt), cancellationToken));
                return _patience;

            case AgentState.Previewing when snapshot.Call is { } record:
                await PreviewAsync(snapshot, record, cancellationToken);
                return _patience;

            case AgentState.Talking when snapshot.Call is { State: not CallState.Ended } call:
                return await TalkAsync(call, cancellationToken);

            case AgentState.Talking:
                return _patience;

            case AgentState.WrapUp when snapshot.Call is { } call:
                await WrapUpAsync(snapshot, call, cancellationToken);
                return _patience;

            case AgentState.WrapUp:
                return _patience;

            default:
                throw new InvalidOperationException($"No robot knows the state {snapshot.State}.");
        }
    }

    private async Task BecomeReadyAsync(AgentSnapshot snapshot, CancellationToken cancellationToken)
    {
        _phone.FallSilent();
        if (snapshot.Leg is LegState.Down)
        {
            await CommandAsync(_api.CommandAsync(Api.AgentPhoneLeg, new PhoneLegRequest(_phoneUri), cancellationToken));
        }
        else
        {
            await CommandAsync(_api.CommandAsync(Api.AgentReady, cancellationToken));
        }
    }

    /// <summary>Reads the record and calls; one that cannot be called goes back for somebody else.</summary>
    private async Task PreviewAsync(AgentSnapshot snapshot, CallCard record, CancellationToken cancellationToken)
    {
        if (_endOfShift.IsCancellationRequested || !snapshot.CampaignRunning || snapshot.Problem.Length > 0)
        {
            ReturnRecordRequest back = new(record.Attempt, ReturnAs.Skipped);
            await CommandAsync(_api.CommandAsync(Api.AgentReturn, back, cancellationToken));
            return;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(ChanceOf(record.Attempt).Between(500, 3000)), _time, cancellationToken);
        await CommandAsync(_api.CommandAsync(Api.AgentCall, new CallRecordRequest(record.Attempt), cancellationToken));
    }

    /// <summary>Talks for as long as a conversation takes, then hangs up; the person may do so before.</summary>
    private async Task<TimeSpan> TalkAsync(CallCard call, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (_talkingOf != call.Attempt)
        {
            _talkingOf = call.Attempt;
            _talkUntil = now + TimeSpan.FromMilliseconds(ChanceOf(call.Attempt).Between(3000, 12_000));
        }

        _phone.Speak();
        if (now < _talkUntil)
        {
            // Shorter than the patience that asks the server whether all is well, so that no push is missed for long.
            var left = _talkUntil - now;
            return left < _patience ? left : _patience;
        }

        // Pressed once: whatever is pushed before the call is over is no reason to press again at once.
        _talkUntil = now + _patience;
        await CommandAsync(_api.CommandAsync(Api.AgentHangUp, new CallRequest(call.Attempt), cancellationToken));
        return _patience;
    }

    private async Task WrapUpAsync(AgentSnapshot snapshot, CallCard call, CancellationToken cancellationToken)
    {
        var chance = ChanceOf(call.Attempt);
        var thinks = TimeSpan.FromMilliseconds(chance.Between(200, 1500));
        if (_finishing != call.Attempt)
        {
            _finishing = call.Attempt;
            _wasMachine = _phone.HeardBeep();
            _phone.FallSilent();
            await Task.Delay(thinks, _time, cancellationToken);
        }

        // Said once already, and not answered: the next person may be in the ear, so nothing falls silent for it.
        var outcome = snapshot.Found.Length > 0 ? NotReached
            : _wasMachine && snapshot.Outcomes.Any(static o => o.Code is "machine") ? "machine"
            : Outcome(snapshot, chance);

        // Letters of other alphabets and quotes: a note is kept as it was written.
        var note = string.Create(CultureInfo.InvariantCulture, $"{call.Contact}: {outcome} – “{chance.Below(1_000_000)}”, ü 日本");
        var request = new OutcomeRequest(call.Attempt, outcome, note);
        _diary.Write(new RobotLine.Sends(_settings.Agent, call.Attempt.ToString("D")));
        if (await CommandAsync(_api.CommandAsync(Api.AgentOutcome, request, cancellationToken)))
        {
            // Only now is it acknowledged; from here on it must never be lost.
            _diary.Write(new RobotLine.Acknowledged(_settings.Agent, call.Attempt.ToString("D"), outcome, note, _time.GetUtcNow()));
            Outcomes++;
        }
    }

    /// <summary>The first keys of the pad more often than the later ones; an outcome that closes a number for ever, rarely.</summary>
    private static string Outcome(AgentSnapshot snapshot, Chance chance)
    {
        var pad = snapshot.Outcomes.Select(static o => o.Code).ToList();
        var wished = chance.Percent() switch
        {
            < 35 => "agreed",
            < 65 => "declined",
            < 88 => "try-again",
            < 98 => "wrong-number",
            _ => "do-not-call",
        };
        return pad.Contains(wished, StringComparer.Ordinal) || pad.Count == 0 ? wished : pad[0];
    }

    /// <summary>True: done. A refusal is no trouble by itself: the state may have changed meanwhile.</summary>
    private async Task<bool> CommandAsync(Task<Reply> command)
    {
        if (await command is not Reply.Refused refused)
        {
            return true;
        }

        if (_refusals.Count < 100)
        {
            _refusals.Add($"{_settings.Agent}: {refused.Problem.Code}. {refused.Problem.Title} {refused.Problem.Detail}");
        }

        if (refused.Problem.Status is 401 or 403)
        {
            throw new InvalidOperationException($"{_settings.Agent} may not work here: {refused.Problem.Title} {refused.Problem.Detail}");
        }

        // Not at once again: the push that explains it is on its way.
        await Task.Delay(TimeSpan.FromMilliseconds(300), _time, CancellationToken.None);
        return false;
    }

    private static string Reason(AgentSnapshot snapshot) => snapshot.NotReadyReasons.Count > 0 ? snapshot.NotReadyReasons[0] : "Break";

    private Chance ChanceOf(Guid attempt) => Chance.Of(_settings.Seed, $"{_settings.Agent}/{attempt:D}");
}
