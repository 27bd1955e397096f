using System.Threading.Channels;

namespace Paceline.Voice.Sockets;

/// <summary>
/// One thread that owns some sockets and all that hangs on them: it sleeps in epoll, reads what came, does the work that
/// others posted, and then calls its owner. A failure ends the loop and is seen in <see cref="Completion"/>.
/// </summary>
internal sealed class EventLoop : IAsyncDisposable
{
    /// <summary>Work that may wait; past it the poster waits. A turn of the loop empties it.</summary>
    private const int QueueMax = 16_384;

    private readonly Epoll _epoll = new();
    private readonly WakeUp _wakeUp = new();
    private readonly Dictionary<int, IReadable> _watched = [];
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(
        new BoundedChannelOptions(QueueMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Thread _thread;
    private readonly Func<int> _turn;
    private volatile bool _stopping;

    /// <param name="name">Of the thread.</param>
    /// <param name="turn">Called after each turn; gives the milliseconds to sleep at most, -1: until something happens.</param>
    public EventLoop(string name, Func<int> turn)
    {
        _turn = turn;
        _thread = new Thread(Turn) { Name = name, IsBackground = true };
        Watch(_wakeUp.Descriptor, _wakeUp);
    }

    /// <summary>Ends when the loop has ended, with its failure if it had one.</summary>
    public Task Completion => _completion.Task;

    public bool IsHere => Environment.CurrentManagedThreadId == _thread.ManagedThreadId;

    public void Start() => _thread.Start();

    /// <summary>Before the start, or on the loop's own thread.</summary>
    public void Watch(int descriptor, IReadable readable)
    {
        _watched.Add(descriptor, readable);
        _epoll.Watch(descriptor);
    }

    /// <summary>Before the descriptor is closed, on the loop's own thread.</summary>
    public void Forget(int descriptor)
    {
        // After the end there is no epoll to take it out of.
        if (_watched.Remove(descriptor) && !_stopping)
        {
            _epoll.Forget(descriptor);
        }
    }

    /// <summary>From any thread; false when the queue is full or the loop is over.</summary>
    public bool TryPost(Action work)
    {
        bool taken = _work.Writer.TryWrite(work);
        if (taken)
        {
            _wakeUp.Ring();
        }

        return taken;
    }

    /// <summary>From any thread but a loop that this loop may wait for; waits while the queue is full. Over: the work is lost.</summary>
    /// <exception cref="InvalidOperationException">The loop itself has filled its queue: it would wait for itself.</exception>
    public void Post(Action work)
    {
        if (IsHere)
        {
            if (!TryPost(work) && !_stopping)
            {
                throw new InvalidOperationException($"{_thread.Name} posted more than {QueueMax} works to itself");
            }

            return;
        }

        while (!TryPost(work) && !_stopping && !Completion.IsCompleted)
        {
            Thread.Yield();
        }
    }

    /// <summary>At once when this is the loop's thread, otherwise posted.</summary>
    public void Run(Action work)
    {
        if (IsHere)
        {
            work();
        }
        else
        {
            Post(work);
        }
    }

    /// <summary>Runs a question on the loop and brings the answer back.</summary>
    public async Task<T> AskAsync<T>(Func<T> question, CancellationToken cancellation)
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.TrySetResult(question());
            }
            catch (SeamException refused)
            {
                answer.TrySetException(refused);
            }
        });
        Task ended = await Task.WhenAny(answer.Task, Completion).WaitAsync(cancellation);
        return ended == answer.Task || answer.Task.IsCompleted
            ? await answer.Task
            : throw new SeamException(SeamFailure.Unavailable, "the loop has ended");
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _wakeUp.Ring();
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _completion.TrySetResult();
        }

        try
        {
            await Completion;
        }
        finally
        {
            _work.Writer.TryComplete();
            _epoll.Dispose();
            _wakeUp.Dispose();
        }
    }

    private void Turn()
    {
        Span<int> ready = stackalloc int[256];
        try
        {
            while (!_stopping)
            {
                int count = _epoll.Wait(ready, _turn());
                for (int i = 0; i < count; i++)
                {
                    // A handler earlier in this batch may have closed a later one.
                    if (_watched.TryGetValue(ready[i], out IReadable? readable))
                    {
                        readable.Readable();
                    }
                }

                for (int done = 0; done < QueueMax && _work.Reader.TryRead(out Action? work); done++)
                {
                    work();
                }
            }

            _completion.TrySetResult();
        }
        catch (Exception failure)
        {
            // The owner awaits Completion and ends the node; swallowing it here would leave a deaf loop.
            _completion.TrySetException(failure);
        }
    }
}
