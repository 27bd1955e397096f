using System.Globalization;
using System.Text;

namespace Paceline.Tests.Sip;

/// <summary>Messages a scripted far end writes by hand; it is A (10.0.0.1), we are B (10.0.0.2) as callee and the other way round.</summary>
internal static class Texts
{
    public static string Sdp(string address, int port, string direction = "sendrecv") => Lines(
        $"v=0", $"o=- 1 1 IN IP4 {address}", "s=-", $"c=IN IP4 {address}", "t=0 0",
        string.Create(CultureInfo.InvariantCulture, $"m=audio {port} RTP/AVP 0 101"),
        "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", $"a={direction}");

    public static string Invite(string branch, string body, string extra = "X-Nothing: 1", string callId = "script") => Message(
        "INVITE sip:bob@10.0.0.2 SIP/2.0", branch, 1, "INVITE", "<sip:bob@10.0.0.2>", "<sip:alice@10.0.0.1>;tag=theirs", callId, extra, body);

    public static string Request(string method, string branch, string callId = "script") => Message(
        $"{method} sip:bob@10.0.0.2 SIP/2.0", branch, 1, method, "<sip:bob@10.0.0.2>", "<sip:alice@10.0.0.1>;tag=theirs", callId, "X-Nothing: 1", "");

    public static string InDialog(
        string method, int number, string ourTag, string branch, string body = "", string extra = "X-Nothing: 1",
        string callId = "script", string theirTag = "theirs") => Message(
        $"{method} sip:10.0.0.2 SIP/2.0", branch, number, method, $"<sip:bob@10.0.0.2>;tag={ourTag}",
        $"<sip:alice@10.0.0.1>;tag={theirTag}", callId, extra, body);

    /// <summary>A response of B to what A sent, with a To tag of the script's choosing.</summary>
    public static string Response(
        Paceline.Sip.SipRequest request, int status, string toTag, string body = "", string extra = "X-Nothing: 1")
    {
        Paceline.Sip.SipResponse response = Paceline.Sip.SipResponse.To(request, status, "Scripted", toTag);
        response.Headers.Add("Contact", "<sip:bob@10.0.0.2>");
        string[] line = extra.Split(": ", 2);
        response.Headers.Add(line[0], line[1]);
        if (body.Length > 0)
        {
            response.Headers.Add("Content-Type", "application/sdp");
            response.Body = body;
        }

        return Encoding.UTF8.GetString(response.ToBytes());
    }

    public static string Lines(params string[] lines) => string.Concat(lines.Select(line => line + "\r\n"));

    private static string Message(
        string start, string branch, int number, string method, string to, string from, string callId, string extra, string body) =>
        Lines(
            start, $"Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK{branch}", "Max-Forwards: 70", $"From: {from}", $"To: {to}",
            $"Call-ID: {callId}", string.Create(CultureInfo.InvariantCulture, $"CSeq: {number} {method}"),
            "Contact: <sip:alice@10.0.0.1:5060>", extra, "Content-Type: application/sdp",
            string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}"), "") + body;
}
