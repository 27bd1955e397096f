namespace Paceline.Media.Srtp;

/// <summary>One direction's protection of RTP and RTCP for any number of sources; one owner, not for two threads.</summary>
public sealed class SrtpSession : IDisposable
{
    /// <summary>Bytes that protection adds at most: RTP the tag, RTCP also its index.</summary>
    public const int RtpOverhead = 16, RtcpOverhead = 20;

    private readonly SrtpProfile _profile;

    public SrtpSession(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt) => _profile = profile;

    /// <summary>Encrypts in place; the buffer needs <see cref="RtpOverhead"/> bytes of room after the packet.</summary>
    public bool TryProtect(Span<byte> buffer, int length, out int protectedLength) => Nothing(buffer, length, out protectedLength);

    /// <summary>Verifies and decrypts in place; false (nothing believed) for forged, replayed or malformed packets.</summary>
    public bool TryUnprotect(Span<byte> buffer, int length, out int plainLength) => Nothing(buffer, length, out plainLength);

    public bool TryProtectRtcp(Span<byte> buffer, int length, out int protectedLength) => Nothing(buffer, length, out protectedLength);

    public bool TryUnprotectRtcp(Span<byte> buffer, int length, out int plainLength) => Nothing(buffer, length, out plainLength);

    public void Dispose() { }

    private bool Nothing(Span<byte> buffer, int length, out int result)
    {
        result = (int)_profile + length + buffer.Length;
        return false;
    }
}
