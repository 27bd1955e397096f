using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Paceline.Media.Ice;

/// <summary>The lite end of ICE (RFC 8445 §2.5): answers checks, takes the address the browser nominates, watches its consent.</summary>
/// <param name="localUfrag">Random, at least 4 characters (RFC 8445 §5.3).</param>
/// <param name="localPassword">Random, at least 22 characters; the key of every check.</param>
/// <param name="remoteUfrag">From the browser's SDP.</param>
public sealed class IceLiteAgent(string localUfrag, string localPassword, string remoteUfrag)
{
    /// <summary>Longest answer, in bytes.</summary>
    public const int ResponseLengthMax = 256;

    /// <summary>How long consent lasts after a check (RFC 7675 §5.1), in milliseconds.</summary>
    public const long ConsentMs = 30_000;

    private const int RoleConflict = 487, UnknownAttribute = 420;

    private readonly byte[] _username = Encoding.UTF8.GetBytes($"{localUfrag}:{remoteUfrag}");
    private readonly byte[] _password = Encoding.UTF8.GetBytes(localPassword);

    /// <summary>Where media goes; null until a check nominated an address.</summary>
    public IPEndPoint? Selected { get; private set; }

    /// <summary>When media must stop unless another check comes, in the caller's milliseconds; null before the first check.</summary>
    public long? ConsentExpiresMs { get; private set; }

    /// <summary>Answers one STUN datagram; false when it deserves no answer. Nothing changes before its integrity is proved.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="source">Where it came from, and where the answer goes.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <param name="response">At least <see cref="ResponseLengthMax"/> bytes; shorter ones get no answer.</param>
    /// <param name="length">Length of the answer.</param>
    public bool Receive(ReadOnlySpan<byte> datagram, IPEndPoint source, long nowMs, Span<byte> response, out int length)
    {
        length = 0;
        // An unproved check gets no answer at all, not even an error: nobody can use us to send to somebody else.
        if (response.Length < ResponseLengthMax
            || !StunMessage.TryParse(datagram, out var check)
            || check.Type != StunMessage.BindingRequest
            || !check.Username.SequenceEqual(_username)
            || !check.IsSignedWith(_password))
        {
            return false;
        }

        length = check switch
        {
            { UnknownRequired: not 0 } => Refuse(check, UnknownAttribute, response),
            // A lite end is never controlling (RFC 8445 §6.1.1), so a browser that is controlled has to change.
            { IsControlled: true } => Refuse(check, RoleConflict, response),
            _ => Accept(check, source, nowMs, response),
        };
        return true;
    }

    /// <summary>Finds the leg on a shared port: our ufrag in a check's USERNAME, still unproved.</summary>
    public static bool TryLocalUfrag(ReadOnlySpan<byte> datagram, out string ufrag)
    {
        ufrag = "";
        if (!StunMessage.TryParse(datagram, out var check))
        {
            return false;
        }

        var colon = check.Username.IndexOf((byte)':');
        // RFC 8445 §5.3: 4 to 256 characters of letters, digits, + and /.
        if (colon is < 4 or > 256 || !Ascii.IsValid(check.Username[..colon]))
        {
            return false;
        }

        ufrag = Encoding.ASCII.GetString(check.Username[..colon]);
        return true;
    }

    private int Accept(in StunMessage check, IPEndPoint source, long nowMs, Span<byte> response)
    {
        if (check.UseCandidate)
        {
            Selected = source;
        }

        // A check from elsewhere proves nothing about the address that media goes to.
        if (Selected is null || Selected.Equals(source))
        {
            ConsentExpiresMs = nowMs + ConsentMs;
        }

        var writer = new StunWriter(response, StunMessage.BindingSuccess, check.TransactionId);
        writer.Mapped(source);
        return writer.Finish(_password);
    }

    private int Refuse(in StunMessage check, int code, Span<byte> response)
    {
        var writer = new StunWriter(response, StunMessage.BindingError, check.TransactionId);
        writer.Error(code);
        if (code == UnknownAttribute)
        {
            Span<byte> unknown = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(unknown, check.UnknownRequired);
            writer.Attribute(StunMessage.UnknownType, unknown);
        }

        return writer.Finish(_password);
    }
}
