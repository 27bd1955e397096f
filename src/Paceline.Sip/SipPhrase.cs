namespace Paceline.Sip;

/// <summary>The customary words beside a status; people read them in traces, programs must not.</summary>
internal static class SipPhrase
{
    private static readonly Dictionary<int, string> _phrases = new()
    {
        [100] = "Trying", [180] = "Ringing", [183] = "Session Progress", [200] = "OK", [302] = "Moved Temporarily",
        [400] = "Bad Request", [403] = "Forbidden", [404] = "Not Found", [405] = "Method Not Allowed",
        [408] = "Request Timeout", [410] = "Gone", [415] = "Unsupported Media Type",
        [416] = "Unsupported URI Scheme", [420] = "Bad Extension", [422] = "Session Interval Too Small",
        [480] = "Temporarily Unavailable", [481] = "Call/Transaction Does Not Exist", [482] = "Loop Detected",
        [484] = "Address Incomplete", [486] = "Busy Here", [487] = "Request Terminated",
        [488] = "Not Acceptable Here", [491] = "Request Pending", [500] = "Server Internal Error",
        [502] = "Bad Gateway", [503] = "Service Unavailable", [504] = "Server Time-out", [600] = "Busy Everywhere",
        [603] = "Decline", [604] = "Does Not Exist Anywhere", [606] = "Not Acceptable", [607] = "Unwanted",
        [608] = "Rejected",
    };

    public static string Of(int status) => _phrases.GetValueOrDefault(status, "Other");
}
