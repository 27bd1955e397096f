using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Paceline.Voice;

/// <summary>
/// Lets nobody command the node who does not know its token: beside the mode of the socket, since a call costs money.
/// Compared in constant time.
/// </summary>
internal sealed class BearerToken(VoiceSettings settings) : Interceptor
{
    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {settings.Token}"));

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Demand(context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Demand(context);
        return continuation(request, responseStream, context);
    }

    private void Demand(ServerCallContext context)
    {
        string given = context.RequestHeaders.GetValue("authorization") ?? "";
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _expected))
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "the token of the seam is missing or wrong"));
        }
    }
}
