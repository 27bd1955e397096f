using Grpc.Core;
using Paceline.Voice.Sockets;
using Paceline.VoiceProtocol;

namespace Paceline.Voice;

/// <summary>The gRPC face of the <see cref="Switchboard"/>: carries each command to the signalling thread and its answer back.</summary>
internal sealed class VoiceSeam(Switchboard board, SipHost host) : VoiceProtocol.VoiceNode.VoiceNodeBase
{
    private const int EventsPerRead = 256;

    public override Task<NodeIdentity> Adopt(AdoptRequest request, ServerCallContext context) =>
        Ask(() => board.Adopt(request), context);

    public override Task<NodeSnapshot> Snapshot(SnapshotRequest request, ServerCallContext context) =>
        Ask(() => board.Snapshot(request), context);

    public override Task<Done> Acknowledge(AcknowledgeRequest request, ServerCallContext context) =>
        Ask(() => board.Acknowledge(request), context);

    public override Task<Admission> Originate(OriginateRequest request, ServerCallContext context)
    {
        long receivedMs = MonotonicClock.NowMs;
        return Ask(() => board.Originate(request, receivedMs), context);
    }

    public override Task<Done> HangUp(CallCommand request, ServerCallContext context) =>
        Ask(() => board.HangUp(request), context);

    public override Task<Done> Bridge(BridgeRequest request, ServerCallContext context) =>
        Ask(() => board.Bridge(request), context);

    public override Task<Done> Hold(CallCommand request, ServerCallContext context) =>
        Ask(() => board.Hold(request), context);

    public override Task<Done> Resume(CallCommand request, ServerCallContext context) =>
        Ask(() => board.Resume(request), context);

    public override Task<Done> SendDigits(DigitsRequest request, ServerCallContext context) =>
        Ask(() => board.SendDigits(request), context);

    public override Task<BrowserAnswer> AttachBrowser(AttachBrowserRequest request, ServerCallContext context) =>
        Ask(() => board.AttachBrowser(request), context);

    public override Task<Done> AttachPhone(AttachPhoneRequest request, ServerCallContext context) =>
        Ask(() => board.AttachPhone(request), context);

    public override Task<Done> DetachAgent(AgentCommand request, ServerCallContext context) =>
        Ask(() => board.DetachAgent(request), context);

    public override Task<Done> EchoTest(EchoTestRequest request, ServerCallContext context) =>
        Ask(() => board.EchoTest(request), context);

    public override async Task Watch(
        WatchRequest request, IServerStreamWriter<VoiceEvent> responseStream, ServerCallContext context)
    {
        CancellationTokenSource watch = await Ask(() => board.OpenWatch(request.Command), context);
        CancellationToken replaced = watch.Token;
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(replaced, context.CancellationToken);
        try
        {
            // At once, so that the server knows its lease is held before anything happens.
            await context.WriteResponseHeadersAsync([]);
            await Stream(request.After, responseStream, either.Token);
        }
        catch (OperationCanceledException) when (replaced.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "a newer server has the node, or it has ended"));
        }
        catch (OperationCanceledException)
        {
            // The server went away; its lease runs from now.
        }
        finally
        {
            host.Post(() => board.CloseWatch(watch));
        }
    }

    private async Task Stream(long after, IServerStreamWriter<VoiceEvent> stream, CancellationToken cancellation)
    {
        while (true)
        {
            await board.Events.WaitForAsync(after, cancellation);
            foreach (VoiceEvent happened in board.Events.After(after, EventsPerRead))
            {
                await stream.WriteAsync(happened, cancellation);
                after = happened.Number;
            }
        }
    }

    private async Task<T> Ask<T>(Func<T> question, ServerCallContext context)
    {
        try
        {
            return await host.Loop.AskAsync(question, context.CancellationToken);
        }
        catch (SeamException refused)
        {
            throw new RpcException(new Status(CodeOf(refused.Failure), refused.Message));
        }
    }

    private static StatusCode CodeOf(SeamFailure failure) => failure switch
    {
        SeamFailure.FailedPrecondition => StatusCode.FailedPrecondition,
        SeamFailure.InvalidArgument => StatusCode.InvalidArgument,
        SeamFailure.NotFound => StatusCode.NotFound,
        SeamFailure.Unavailable => StatusCode.Unavailable,
        SeamFailure.ResourceExhausted => StatusCode.ResourceExhausted,
    };
}
