using System.Globalization;

namespace Paceline.Sip;

// The session timer (RFC 4028): who refreshes, when, and the end of a session nobody refreshed.
public sealed partial class SipEndpoint
{
    /// <summary>Half way our refresh, if it is ours; at the end BYE (RFC 4028 §10).</summary>
    private void FireSession(Call call, long nowMs)
    {
        if (call is { WeRefresh: true, RefreshTried: false, State: CallState.Standing, Media: { } media })
        {
            call.RefreshTried = true;
            call.SessionDueMs = nowMs + (call.SessionSeconds * 1000L / 2) - GraceMs(call);
            if (call.Reoffer is null && call.AckByMs is null)
            {
                SendReinvite(call, media, nowMs);
            }

            return;
        }

        call.SessionDueMs = null;
        SendBye(call, 0, nowMs);
        End(call, CallState.Leaving, new SipEnding
        {
            By = SipSide.Us, WasAnswered = true, Status = 200, Timer = SipTimer.SessionExpired,
        });
    }

    private static long GraceMs(Call call) => Math.Min(32_000, call.SessionSeconds * 1000L / 3);

    /// <summary>As caller: what the 2xx says; without Session-Expires in it there is no timer (RFC 4028 §7.2).</summary>
    private void TakeSessionTimer(Call call, SipResponse answer, long nowMs)
    {
        string? value = answer.Headers.First("Session-Expires");
        string? refresher = SipText.Parameter(SipText.Split(value ?? "", ';'), "refresher");
        ArmSession(call, SipText.LeadingNumber(value), refresher is not "uas", nowMs);
    }

    /// <summary>As callee: what they ask for, with the caller as refresher unless they say otherwise (RFC 4028 §9).</summary>
    private void GrantSessionTimer(Call call, SipRequest request, SipResponse answer, long nowMs)
    {
        string? value = request.Headers.First("Session-Expires");
        int seconds = SipText.LeadingNumber(value);
        if (seconds > 0)
        {
            bool weRefresh = SipText.Parameter(SipText.Split(value ?? "", ';'), "refresher") is "uas"
                || !request.Headers.Lists("Supported", "timer");
            answer.Headers.Set("Session-Expires", string.Create(CultureInfo.InvariantCulture,
                $"{seconds};refresher={(weRefresh ? "uas" : "uac")}"));
            if (!weRefresh)
            {
                answer.Headers.Set("Require", "timer");
            }

            ArmSession(call, seconds, weRefresh, nowMs);
        }
    }

    private void ArmSession(Call call, int seconds, bool weRefresh, long nowMs)
    {
        // Below the floor a hostile answer would have us refresh without pause.
        seconds = seconds > 0 ? Math.Max(seconds, _settings.MinSeSeconds) : 0;
        bool runs = seconds > 0;
        (call.SessionSeconds, call.WeRefresh, call.RefreshTried) = (seconds, weRefresh, false);
        call.SessionDueMs = !runs ? null
            : weRefresh ? nowMs + (seconds * 1000L / 2)
            : nowMs + (seconds * 1000L) - GraceMs(call);
    }
}
