using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Paceline.VoiceProtocol;

namespace Paceline.PeerTests.Voice;

/// <summary>The server's side of the seam over the real Unix socket: adopts, watches, and waits for events.</summary>
internal sealed class ServerEnd : IAsyncDisposable
{
    private readonly GrpcChannel _channel;
    private readonly CancellationTokenSource _watching = new();
    private readonly Lock _lock = new();
    private readonly List<VoiceEvent> _events = [];
    private readonly Metadata _token;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;

    public ServerEnd(string socketPath, string token)
    {
        UnixDomainSocketEndPoint address = new(socketPath);
        _channel = GrpcChannel.ForAddress("http://voice", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(address, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
        });
        _token = new Metadata { { "authorization", $"Bearer {token}" } };
        Voice = new VoiceNode.VoiceNodeClient(_channel);
    }

    public VoiceNode.VoiceNodeClient Voice { get; }

    public Command Command { get; private set; } = new();

    public Metadata Token => _token;

    public IReadOnlyList<VoiceEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    public async Task AdoptAsync()
    {
        NodeIdentity identity = await Voice.AdoptAsync(new AdoptRequest { Server = "test" }, _token);
        Command = new Command { Epoch = identity.Epoch, Term = identity.Term };
    }

    /// <summary>Comes back when the node has opened the stream: the lease is held.</summary>
    public async Task WatchAsync(long after = 0)
    {
        AsyncServerStreamingCall<VoiceEvent> call = Voice.Watch(
            new WatchRequest { Command = Command, After = after }, _token, cancellationToken: _watching.Token);
        await call.ResponseHeadersAsync;
        _reading = ReadAsync(call);
    }

    public async Task StopWatchingAsync()
    {
        await _watching.CancelAsync();
        await _reading;
    }

    public async Task<Admission> OriginateAsync(string attempt, string to, string agent = "", Action<OriginateRequest>? change = null)
    {
        OriginateRequest order = new()
        {
            Command = Command, Attempt = attempt, Tag = "campaign-1", Trunk = "carrier", To = to, CallerId = "+493012345",
            RingTimeoutMs = 5000, AnswerLimitMs = 1000, Message = "abandonment", Agent = agent, ValidForMs = 5000,
        };
        change?.Invoke(order);
        return await Voice.OriginateAsync(order, _token);
    }

    public async Task AttachPhoneAsync(string agent, string uri) =>
        await Voice.AttachPhoneAsync(new AttachPhoneRequest { Command = Command, Agent = agent, Uri = uri }, _token);

    /// <summary>The first event that fits, past or to come.</summary>
    public async Task<VoiceEvent> EventAsync(Func<VoiceEvent, bool> fits)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_events.Find(happened => fits(happened)) is { } found)
                {
                    return found;
                }

                more = _more.Task;
            }

            await more.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    public Task<VoiceEvent> EventAsync(string attempt, Func<VoiceEvent, bool> fits) =>
        EventAsync(happened => string.Equals(happened.Attempt, attempt, StringComparison.Ordinal) && fits(happened));

    public async Task<Ended> EndedAsync(string attempt) =>
        (await EventAsync(happened => string.Equals(happened.Attempt, attempt, StringComparison.Ordinal) && happened.Ended is not null)).Ended;

    public async ValueTask DisposeAsync()
    {
        await StopWatchingAsync();
        _watching.Dispose();
        _channel.Dispose();
    }

    private async Task ReadAsync(AsyncServerStreamingCall<VoiceEvent> call)
    {
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                TaskCompletionSource signal;
                lock (_lock)
                {
                    _events.Add(call.ResponseStream.Current);
                    signal = _more;
                    _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                signal.TrySetResult();
            }
        }
        catch (RpcException)
        {
            // Cancelled by us, or ended by the node: the test looks at the events it has.
        }
        finally
        {
            call.Dispose();
        }
    }
}
