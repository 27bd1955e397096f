using Paceline.Media.Rtp;
using Paceline.Voice.Dtls;

namespace Paceline.Tests.Voice;

/// <summary>Both ends in memory, datagram by datagram.</summary>
public sealed class DtlsHandshakeTests : IDisposable
{
    private readonly DtlsIdentity _serverIdentity = new(DtlsEnd.Server);
    private readonly DtlsIdentity _clientIdentity = new(DtlsEnd.Client);
    private readonly Queue<byte[]> _toServer = new();
    private readonly Queue<byte[]> _toClient = new();

    [Fact]
    public void Both_ends_get_keys_that_fit()
    {
        using DtlsHandshake server = Server(_clientIdentity.Fingerprint);
        using DtlsHandshake client = Client(_serverIdentity.Fingerprint);
        client.Start();
        Carry(server, client);

        (server.State, client.State).ShouldBe((DtlsState.Done, DtlsState.Done));
        byte[] packet = new byte[200];
        int length = RtpPacket.Write(packet, 0, false, 1, 160, 7, new byte[160]);
        client.Keys!.Outbound.TryProtect(packet, length, out int protectedLength).ShouldBeTrue();
        server.Keys!.Inbound.TryUnprotect(packet, protectedLength, out int plain).ShouldBeTrue();
        plain.ShouldBe(length);
        client.Keys.Dispose();
        server.Keys.Dispose();
    }

    [Fact]
    public void A_certificate_other_than_the_expected_one_gives_no_keys()
    {
        using DtlsHandshake server = Server(_serverIdentity.Fingerprint);
        using DtlsHandshake client = Client(_serverIdentity.Fingerprint);
        client.Start();
        Carry(server, client);

        server.State.ShouldBe(DtlsState.Failed);
        server.Keys.ShouldBeNull();
        client.Keys?.Dispose();
    }

    [Fact]
    public void No_datagram_is_longer_than_1200_bytes()
    {
        using DtlsHandshake server = Server(_clientIdentity.Fingerprint);
        using DtlsHandshake client = Client(_serverIdentity.Fingerprint);
        client.Start();

        Carry(server, client, static datagram => datagram.Length.ShouldBeLessThanOrEqualTo(1200));

        client.State.ShouldBe(DtlsState.Done);
        client.Keys!.Dispose();
        server.Keys!.Dispose();
    }

    [Fact]
    public void Rubbish_is_dropped_and_the_handshake_goes_on()
    {
        using DtlsHandshake server = Server(_clientIdentity.Fingerprint);
        using DtlsHandshake client = Client(_serverIdentity.Fingerprint);
        server.Receive([22, 254, 253, 0, 0]);
        server.Receive(new byte[100]);
        client.Start();
        Carry(server, client);

        server.State.ShouldBe(DtlsState.Done);
        client.Keys!.Dispose();
        server.Keys!.Dispose();
    }

    public void Dispose()
    {
        _serverIdentity.Dispose();
        _clientIdentity.Dispose();
    }

    private DtlsHandshake Server(string expected) =>
        new(_serverIdentity, expected, datagram => _toClient.Enqueue(datagram.ToArray()));

    private DtlsHandshake Client(string expected) =>
        new(_clientIdentity, expected, datagram => _toServer.Enqueue(datagram.ToArray()));

    private void Carry(DtlsHandshake server, DtlsHandshake client, Action<byte[]>? see = null)
    {
        for (int i = 0; i < 100 && _toServer.Count + _toClient.Count > 0; i++)
        {
            if (_toServer.TryDequeue(out byte[]? up))
            {
                see?.Invoke(up);
                server.Receive(up);
            }

            if (_toClient.TryDequeue(out byte[]? down))
            {
                see?.Invoke(down);
                client.Receive(down);
            }
        }
    }
}
