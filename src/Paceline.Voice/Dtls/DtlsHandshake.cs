using System.Buffers.Binary;
using Paceline.Media.Srtp;

namespace Paceline.Voice.Dtls;

/// <summary>How far a handshake has come.</summary>
internal enum DtlsState
{
    Shaking,

    /// <summary>Keys are there and the certificate is the expected one.</summary>
    Done,

    /// <summary>Broken, closed by the far end, or with another certificate than the SDP named.</summary>
    Failed,
}

/// <summary>
/// One DTLS association in memory (RFC 5764): datagrams in, datagrams out by a callback, keys at the end. No cookies: the
/// ICE check has proved the address, and a browser's ClientHello comes in two datagrams that a cookie exchange cannot join.
/// </summary>
internal sealed unsafe class DtlsHandshake : IDisposable
{
    /// <summary>Largest datagram that we make, in bytes; fits every path of today.</summary>
    private const int Mtu = 1200;
    private const int RecordHeader = 13;
    private const int FlushMax = 16_384;

    private readonly string _expectedFingerprint;
    private readonly DtlsDatagram _send;
    private readonly DtlsEnd _end;
    private readonly nint _ssl;
    private readonly nint _in;
    private readonly nint _out;
    private bool _disposed;

    /// <param name="identity">Ours.</param>
    /// <param name="expectedFingerprint">Of the far end's certificate, from its SDP.</param>
    /// <param name="send">Takes one datagram; valid during the call only.</param>
    public DtlsHandshake(DtlsIdentity identity, string expectedFingerprint, DtlsDatagram send)
    {
        _expectedFingerprint = expectedFingerprint;
        _send = send;
        _end = identity.End;
        _ssl = OpenSsl.SSL_new(identity.Context);
        _in = OpenSsl.BIO_new(OpenSsl.BIO_s_mem());
        _out = OpenSsl.BIO_new(OpenSsl.BIO_s_mem());
        _ = OpenSsl.BIO_ctrl(_in, OpenSsl.SetMemoryEof, -1, null);
        _ = OpenSsl.BIO_ctrl(_out, OpenSsl.SetMemoryEof, -1, null);
        OpenSsl.SSL_set_bio(_ssl, _in, _out);
        if (_end == DtlsEnd.Server)
        {
            OpenSsl.SSL_set_accept_state(_ssl);
        }
        else
        {
            OpenSsl.SSL_set_connect_state(_ssl);
        }

        _ = OpenSsl.SSL_ctrl(_ssl, OpenSsl.SetMtu, Mtu, null);
    }

    public DtlsState State { get; private set; }

    /// <summary>What went wrong, once failed.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>Present once done; the owner disposes it.</summary>
    public SrtpKeys? Keys { get; private set; }

    /// <summary>The client's first flight; a server has nothing to say yet.</summary>
    public void Start() => Go();

    /// <summary>Takes exactly one datagram, since memory BIOs forget where one ends.</summary>
    public void Receive(ReadOnlySpan<byte> datagram)
    {
        if (State == DtlsState.Failed || datagram.IsEmpty)
        {
            return;
        }

        fixed (byte* bytes = datagram)
        {
            _ = OpenSsl.BIO_write(_in, bytes, datagram.Length);
        }

        Go();
    }

    /// <summary>Sends the last flight again when it is time (RFC 6347 §4.2.4); call about every 100 ms.</summary>
    public void TimePassed()
    {
        if (State == DtlsState.Shaking)
        {
            _ = OpenSsl.SSL_ctrl(_ssl, OpenSsl.HandleTimeout, 0, null);
            Flush();
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            // Frees both BIOs.
            OpenSsl.SSL_free(_ssl);
        }
    }

    private void Go()
    {
        if (State == DtlsState.Shaking)
        {
            Shake();
        }
        else
        {
            Drain();
        }

        Flush();
    }

    private void Shake()
    {
        int result = OpenSsl.SSL_do_handshake(_ssl);
        if (result == 1)
        {
            Finish();
        }
        else if (OpenSsl.SSL_get_error(_ssl, result) is not (OpenSsl.WantRead or OpenSsl.WantWrite) and var error)
        {
            Fail($"DTLS error {error}: {OpenSsl.Errors()}");
        }
    }

    /// <summary>After the handshake only a repeated Finished or a close_notify can come; reading makes OpenSSL answer it.</summary>
    private void Drain()
    {
        byte* buffer = stackalloc byte[2048];
        while (OpenSsl.SSL_read(_ssl, buffer, 2048) > 0)
        {
            // Application data over this association is nothing we agreed to.
        }

        _ = OpenSsl.Errors();
        if ((OpenSsl.SSL_get_shutdown(_ssl) & OpenSsl.ReceivedShutdown) != 0)
        {
            Fail("closed by the far end");
        }
    }

    private void Finish()
    {
        string presented = PeerFingerprint();
        if (!presented.Equals(_expectedFingerprint, StringComparison.OrdinalIgnoreCase))
        {
            Fail("the certificate is not the one of the SDP");
            return;
        }

        OpenSsl.SrtpProtection* chosen = OpenSsl.SSL_get_selected_srtp_profile(_ssl);
        if (chosen is null || !Enum.IsDefined((SrtpProfile)(int)chosen->Id))
        {
            Fail("no SRTP profile in common");
            return;
        }

        SrtpProfile profile = (SrtpProfile)(int)chosen->Id;
        Span<byte> exported = stackalloc byte[SrtpKeys.ExportedLength(profile)];
        fixed (byte* bytes = exported)
        {
            if (OpenSsl.SSL_export_keying_material(
                _ssl, bytes, exported.Length, SrtpKeys.ExporterLabel, SrtpKeys.ExporterLabel.Length, null, 0, 0) != 1)
            {
                Fail($"no keys: {OpenSsl.Errors()}");
                return;
            }
        }

        Keys = SrtpKeys.FromExporter(profile, _end == DtlsEnd.Server ? DtlsRole.Server : DtlsRole.Client, exported);
        exported.Clear();
        State = DtlsState.Done;
    }

    private string PeerFingerprint()
    {
        nint certificate = OpenSsl.SSL_get1_peer_certificate(_ssl);
        if (certificate == 0)
        {
            return "";
        }

        byte[] der = new byte[Math.Max(0, OpenSsl.i2d_X509(certificate, null))];
        fixed (byte* bytes = der)
        {
            byte* cursor = bytes;
            _ = OpenSsl.i2d_X509(certificate, &cursor);
        }

        OpenSsl.X509_free(certificate);
        return DtlsIdentity.FingerprintOf(der);
    }

    private void Fail(string why)
    {
        State = DtlsState.Failed;
        Failure = why;
    }

    /// <summary>Cuts what OpenSSL wrote at record borders and packs whole records into datagrams.</summary>
    private void Flush()
    {
        byte[] bytes = new byte[FlushMax];
        int length;
        fixed (byte* pointer = bytes)
        {
            length = OpenSsl.BIO_read(_out, pointer, FlushMax);
        }

        ReadOnlySpan<byte> written = bytes.AsSpan(0, Math.Max(0, length));
        int start = 0;
        int end = 0;
        while (end + RecordHeader <= written.Length)
        {
            int record = RecordHeader + BinaryPrimitives.ReadUInt16BigEndian(written[(end + 11)..]);
            if (end > start && end + record - start > Mtu)
            {
                _send(written[start..end]);
                start = end;
            }

            end = Math.Min(end + record, written.Length);
        }

        if (end > start)
        {
            _send(written[start..end]);
        }
    }
}

/// <summary>Takes one DTLS datagram to be sent.</summary>
internal delegate void DtlsDatagram(ReadOnlySpan<byte> datagram);
