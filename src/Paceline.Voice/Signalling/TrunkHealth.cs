namespace Paceline.Voice;

/// <summary>
/// Whether calls can leave by a trunk, judged by its answers to probes (OPTIONS) and to INVITEs. A probe without an answer
/// takes it down until one is answered. Refusals of calls that have nothing to do with the called person, three in a row,
/// take it down for a pause that doubles each time: a trunk can answer probes and carry no call.
/// </summary>
internal sealed class TrunkHealth(bool isProbed, bool isRegistered = false)
{
    /// <summary>One refused call says little: congestion comes and goes.</summary>
    private const int FailuresMax = 3;
    private const long FirstPauseMs = 5000;
    private const long LongestPauseMs = 60_000;

    /// <summary>A far end's Retry-After is obeyed up to here, in milliseconds.</summary>
    private const long LongestAskedMs = 600_000;

    private long _answeredProbe;
    private int _failures;
    private int _pauses;
    private string _refusal = "";
    private string _line = "";
    private string _registration = isRegistered ? "is being registered" : "";

    /// <summary>Why no call can leave, in words that follow the trunk's name; empty: calls can. Until a probe has been judged it
    /// counts as up: refusing the first call of the day helps nobody. One that wants a registration is down until it is given.</summary>
    public string Trouble => _registration.Length > 0 ? _registration : _line;

    public bool IsUp => Trouble.Length == 0;

    /// <summary>Whatever a probe says, it is down until then; null: no pause.</summary>
    public long? PausedUntilMs { get; private set; }

    /// <summary>When anything came from it last, monotonic milliseconds; null: never.</summary>
    public long? HeardMs { get; private set; }

    /// <summary>When it carried a call last, monotonic milliseconds; null: never.</summary>
    public long? CarriedMs { get; private set; }

    public void Heard(long nowMs) => HeardMs = nowMs;

    /// <param name="probe">Its number; they rise.</param>
    /// <param name="status">The final response; zero: none came.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    public void ProbeAnswered(long probe, int status, long nowMs)
    {
        if (status == 0 || probe <= _answeredProbe)
        {
            return;
        }

        _answeredProbe = probe;
        HeardMs = nowMs;
        // 503 means that the far end is there and takes no calls (RFC 3261 §21.5.4); anything else, 404 too, that it works.
        _line = status == 503 ? Refuses(503) : PausedUntilMs is null ? "" : _refusal;
    }

    /// <summary>The far end knows where we are.</summary>
    public void Registered(long nowMs) => (_registration, HeardMs) = ("", nowMs);

    /// <summary>It does not, or not any more.</summary>
    /// <param name="status">Its refusal; zero: it said nothing.</param>
    public void Unregistered(int status) =>
        _registration = status == 0 ? "does not answer our registration" : $"refuses our registration with {status}";

    /// <summary>The time for a probe's answer is over.</summary>
    public void ProbeOver(long probe)
    {
        if (_answeredProbe < probe)
        {
            _line = "does not answer";
        }
    }

    /// <summary>A call went through to the called person's side, or was refused for a reason of theirs.</summary>
    public void CallAccepted(long nowMs)
    {
        (HeardMs, CarriedMs) = (nowMs, nowMs);
        (_failures, _pauses) = (0, PausedUntilMs is null ? 0 : _pauses);
    }

    /// <param name="status">The final response: 503, 408 before any ringing, or one that refuses us and not the person; zero: none.</param>
    /// <param name="retryAfterSeconds">As the far end asked with a 503; zero: it did not.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    public void CallFailed(int status, int retryAfterSeconds, long nowMs)
    {
        if (status > 0)
        {
            HeardMs = nowMs;
        }

        long askedMs = status == 503 ? Math.Min(retryAfterSeconds * 1000L, LongestAskedMs) : 0;
        if ((++_failures >= FailuresMax || askedMs > 0) && PausedUntilMs is null)
        {
            _failures = 0;
            PausedUntilMs = nowMs + Math.Max(askedMs, Math.Min(FirstPauseMs << Math.Min(_pauses, 10), LongestPauseMs));
            _pauses++;
            _refusal = status == 0 ? "does not answer" : Refuses(status);
            _line = _refusal;
        }
    }

    /// <summary>True: the pause is over, and if nobody probes it, it is up again to be tried.</summary>
    public bool EndPause(long nowMs)
    {
        if (PausedUntilMs is null || nowMs < PausedUntilMs)
        {
            return false;
        }

        (PausedUntilMs, _failures) = (null, 0);
        if (!isProbed)
        {
            _line = "";
        }

        return true;
    }

    private static string Refuses(int status) => $"refuses calls with {status}";
}
