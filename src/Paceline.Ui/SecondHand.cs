namespace Paceline.Ui;

/// <summary>The one ticking clock of a page: every timer on the screen moves with it, and it follows the server's time.</summary>
public sealed class SecondHand : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _ahead;

    public SecondHand(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Moved?.Invoke(this, EventArgs.Empty), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>Raised once a second.</summary>
    public event EventHandler? Moved;

    /// <summary>The server's time, as well as it is known.</summary>
    public DateTimeOffset Now => _time.GetUtcNow() + _ahead;

    /// <summary>How far the server's clock is ahead of this computer's; zero: they agree, as far as it can be told.</summary>
    public TimeSpan Ahead => _ahead;

    /// <summary>The time by this computer's own clock.</summary>
    public DateTimeOffset OwnNow => _time.GetUtcNow();

    /// <summary>Takes the server's time from a <c>Date</c> header, which has whole seconds and is as old as the answer's way:
    /// a difference of up to two seconds means nothing and is left alone.</summary>
    public void Follow(DateTimeOffset server)
    {
        var ahead = server + TimeSpan.FromMilliseconds(500) - _time.GetUtcNow();
        _ahead = ahead.Duration() > TimeSpan.FromSeconds(2) ? ahead : TimeSpan.Zero;
    }

    public void Dispose() => _timer.Dispose();
}
