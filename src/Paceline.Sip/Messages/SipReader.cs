using System.Diagnostics.CodeAnalysis;

namespace Paceline.Sip;

/// <summary>Bytes of one datagram to a message; refuses in words and never throws, whatever the bytes are.</summary>
public static class SipReader
{
    public static bool TryParse(
        ReadOnlySpan<byte> datagram, [NotNullWhen(true)] out SipMessage? message, [NotNullWhen(false)] out string? refusal) =>
        throw new NotSupportedException();
}
