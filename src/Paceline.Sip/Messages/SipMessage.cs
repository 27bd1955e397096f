using System.Text;

namespace Paceline.Sip;

/// <summary>A SIP message as text in memory: a start line, headers in their order, a body.</summary>
public abstract class SipMessage
{
    private protected SipMessage()
    {
    }

    public SipHeaders Headers { get; } = new();

    /// <summary>As UTF-8 text; empty when there is none.</summary>
    public string Body { get; set; } = "";

    public string CallId => Headers.First("Call-ID") ?? "";

    public string FromTag => NameAddress.TagOf(Headers.First("From"));

    public string ToTag => NameAddress.TagOf(Headers.First("To"));

    /// <summary>Zero and empty when the header is missing, which the reader does not let through.</summary>
    public CSeq CSeq => Sip.CSeq.TryParse(Headers.First("CSeq"), out CSeq cseq) ? cseq : default;

    /// <summary>The topmost Via; null only in a message that is still being built.</summary>
    public Via? TopVia => Via.TryParse(Headers.FirstElement("Via"), out Via? via) ? via : null;

    private protected abstract string StartLine { get; }

    /// <summary>The wire form; Content-Length is always written from the body.</summary>
    public byte[] ToBytes()
    {
        int length = Encoding.UTF8.GetByteCount(Body);
        StringBuilder text = new StringBuilder(512 + Body.Length).Append(StartLine).Append("\r\n");
        foreach (SipHeader header in Headers)
        {
            if (!header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                text.Append(header.Name).Append(": ").Append(header.Value).Append("\r\n");
            }
        }

        text.Append("Content-Length: ").Append(length).Append("\r\n\r\n").Append(Body);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public override string ToString() => StartLine;
}

/// <summary>A method, whom it is for, and the rest of the message.</summary>
public sealed class SipRequest(string method, string uri) : SipMessage
{
    /// <summary>Case-sensitive (RFC 3261 §7.1).</summary>
    public string Method { get; } = method;

    /// <summary>As text, since a scheme we do not know must be answered with 416 and not dropped.</summary>
    public string Uri { get; } = uri;

    private protected override string StartLine => $"{Method} {Uri} SIP/2.0";
}

/// <summary>A status from 100 to 699 and what goes with it.</summary>
public sealed class SipResponse(int status, string phrase) : SipMessage
{
    public int Status { get; } = status;

    public string Phrase { get; } = phrase;

    private protected override string StartLine => $"SIP/2.0 {Status} {Phrase}";

    /// <summary>Via, From, To, Call-ID and CSeq as the request has them (RFC 3261 §8.2.6); a To tag is added when missing.</summary>
    public static SipResponse To(SipRequest request, int status, string phrase, string toTag)
    {
        SipResponse response = new(status, phrase);
        foreach (SipHeader header in request.Headers)
        {
            if (header.Name is "Via" or "From" or "To" or "Call-ID" or "CSeq")
            {
                bool needsTag = header.Name is "To" && toTag.Length > 0 && NameAddress.TagOf(header.Value).Length == 0;
                response.Headers.Add(header.Name, needsTag ? $"{header.Value};tag={toTag}" : header.Value);
            }
        }

        return response;
    }
}
