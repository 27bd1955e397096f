using Paceline.Media.Audio;
using Paceline.Media.Tones;
using Paceline.Voice;

namespace Paceline.PeerTests.Voice;

/// <summary>Recognises one continuous tone among others, and that it has gone again.</summary>
internal sealed class ToneEar(double hz) : IFrameListener
{
    private const int FramesToBelieve = 5;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly List<(bool Present, TaskCompletionSource Told)> _waiting = [];
    private int _run;
    private bool _present;

    /// <summary>Comes back when the tone has been there for 100 ms.</summary>
    public Task Present() => When(present: true).WaitAsync(_limit);

    /// <summary>Comes back when it has been gone for 100 ms.</summary>
    public Task Absent() => When(present: false).WaitAsync(_limit);

    public void Hear(ReadOnlySpan<short> frame)
    {
        // Two voices in one mix have half of the power each.
        bool now = Level.Dbm0(frame) > -40 && Goertzel.Share(frame, hz) > 0.25;
        lock (_lock)
        {
            _run = now == _present ? 0 : _run + 1;
            if (_run < FramesToBelieve)
            {
                return;
            }

            _present = now;
            _run = 0;
            foreach ((bool present, TaskCompletionSource told) in _waiting)
            {
                if (present == now)
                {
                    told.TrySetResult();
                }
            }

            _waiting.RemoveAll(wait => wait.Present == now);
        }
    }

    private Task When(bool present)
    {
        lock (_lock)
        {
            if (_present == present)
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((present, told));
            return told.Task;
        }
    }
}
