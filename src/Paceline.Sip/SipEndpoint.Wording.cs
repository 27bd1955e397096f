using System.Globalization;

namespace Paceline.Sip;

// What our messages say besides their start line: dialog headers, reasons for a refusal, SDP in and out.
public sealed partial class SipEndpoint
{
    private SipResponse Response(SipRequest request, int status, string toTag)
    {
        SipResponse response = SipResponse.To(request, status, SipPhrase.Of(status), toTag);
        response.Headers.Add("Server", _settings.Product);
        return response;
    }

    /// <summary>A response that makes or keeps a dialog: with our Contact, and their Record-Route as it came.</summary>
    private SipResponse DialogResponse(SipRequest request, int status, string toTag)
    {
        SipResponse response = Response(request, status, toTag);
        foreach (SipHeader route in request.Headers.Where(header => header.Name is "Record-Route"))
        {
            response.Headers.Add(route.Name, route.Value);
        }

        response.Headers.Add("Contact", Contact);
        response.Headers.Add("Allow", AllowedMethods);
        response.Headers.Add("Supported", "100rel, timer");
        return response;
    }

    private void Respond(ServerTransaction served, SipResponse response, long nowMs)
    {
        served.Respond(response, nowMs);
        Note(served);
    }

    private void Refuse(ServerTransaction served, int status, long nowMs)
    {
        SipResponse response = Response(served.Request, status, _token());
        AddWhy(response, []);
        Respond(served, response, nowMs);
    }

    private void RefuseMethod(ServerTransaction served, long nowMs)
    {
        SipResponse response = Response(served.Request, 405, _token());
        response.Headers.Add("Allow", AllowedMethods);
        Respond(served, response, nowMs);
    }

    /// <summary>The header without which a refusal leaves the far end guessing.</summary>
    private void AddWhy(SipResponse refusal, string[] unsupported)
    {
        switch (refusal.Status)
        {
            case 415:
                refusal.Headers.Add("Accept", "application/sdp");
                break;
            case 420:
                refusal.Headers.Add("Unsupported", string.Join(", ", unsupported));
                break;
            case 422:
                refusal.Headers.Add("Min-SE", _settings.MinSeSeconds.ToString(CultureInfo.InvariantCulture));
                break;
            case 500 or 503:
                AddRetryAfter(refusal);
                break;
            default:
                break;
        }
    }

    private void AddRetryAfter(SipResponse response) =>
        response.Headers.Add("Retry-After", _settings.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture));

    private static void AddAbilities(SipResponse response)
    {
        response.Headers.Add("Allow", AllowedMethods);
        response.Headers.Add("Accept", "application/sdp");
        response.Headers.Add("Supported", "100rel, timer");
    }

    private static void AddReason(SipMessage message, int q850Cause)
    {
        if (q850Cause > 0)
        {
            message.Headers.Add("Reason", new Reason(q850Cause, "").ToString());
        }
    }

    private static void SetSdp(SipMessage message, SessionDescription sdp) => SetSdp(message, sdp.ToString());

    private static void SetSdp(SipMessage message, string sdp)
    {
        if (sdp.Length > 0)
        {
            message.Headers.Set("Content-Type", "application/sdp");
            message.Body = sdp;
        }
    }

    private static bool HasSdp(SipMessage message) =>
        message.Body.Length > 0 && (message.Headers.First("Content-Type") ?? "")
            .StartsWith("application/sdp", StringComparison.OrdinalIgnoreCase);

    private static SessionDescription? ReadSdp(SipMessage message) =>
        HasSdp(message) && SessionDescription.TryParse(message.Body, out SessionDescription? sdp, out string? _) ? sdp : null;

    private static bool IsSupported(string option) => option.ToUpperInvariant() is "TIMER" or "100REL";

    private static bool IsAddress(string uri) =>
        SipUri.TryParse(uri, out SipUri? _) || uri.StartsWith("tel:", StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 3261 §17.2.3; before RFC 3261 a branch was not unique, so the rest of the request has to tell.</summary>
    private static string ServedKey(SipRequest request, string method)
    {
        Via? via = request.TopVia;
        return via is not null && via.Branch.StartsWith(Via.MagicCookie, StringComparison.OrdinalIgnoreCase)
            ? $"{via.Branch}|{via.Host}:{via.Port}|{method}"
            : $"{request.CallId}|{request.FromTag}|{request.CSeq.Number}|{via?.Host}:{via?.Port}|{method}";
    }
}
