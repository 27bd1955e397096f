using System.Collections.Concurrent;
using System.Net;
using Paceline.Sip;
using Paceline.Voice;

namespace Paceline.Demo.Robots;

/// <summary>The robots' telephones: one SIP endpoint on loopback where each robot has a name, and one clock for their sound.</summary>
public sealed class RobotPhones : IAsyncDisposable
{
    private readonly MediaEngine _media;
    private readonly SipHost _host;
    private readonly Exchange _exchange;

    private RobotPhones(MediaEngine media, SipHost host, Exchange exchange) => (_media, _host, _exchange) = (media, host, exchange);

    public IPEndPoint Local => _host.Local;

    /// <summary>Beats of the sound that came late; it names a starved machine.</summary>
    public long LateBeats => _media.LateTicks;

    /// <param name="rtpPortFirst">First RTP port, even.</param>
    /// <param name="rtpPortLast">Last RTP port.</param>
    public static RobotPhones Start(int rtpPortFirst = 16_000, int rtpPortLast = 19_998)
    {
        var media = MediaEngine.Start(new MediaSettings
        {
            RtpPortFirst = rtpPortFirst, RtpPortLast = rtpPortLast, SilenceLimit = TimeSpan.Zero,
        });
        Exchange? exchange = null;
        var host = SipHost.Start(
            new SipHostSettings
            {
                Sip = new SipSettings
                {
                    Local = new IPEndPoint(IPAddress.Loopback, 0), Product = "Paceline robot", SessionExpiresSeconds = 0,
                },
            },
            sip => exchange = new Exchange(sip, media));
        return new RobotPhones(media, host, exchange!); // Made by Start before it returned.
    }

    /// <summary>Plugs in a telephone: the node calls <c>sip:NAME@ADDRESS</c> and it answers at once.</summary>
    public RobotPhone Plug(string name, double toneHz, RobotDiary diary)
    {
        RobotPhone phone = new(name, toneHz, diary);
        _exchange.Phones[name] = phone;
        return phone;
    }

    /// <summary>The address of a telephone, as the public API takes it.</summary>
    public string UriOf(string name) => new SipUri(name, Local).ToString();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _media.DisposeAsync();
    }

    /// <summary>Connects calls with the telephones they are for.</summary>
    private sealed class Exchange(SipHost host, MediaEngine media) : ISipParty
    {
        private readonly Dictionary<SipCallRef, RobotPhone> _calls = [];
        private long _sessions;

        public ConcurrentDictionary<string, RobotPhone> Phones { get; } = new(StringComparer.OrdinalIgnoreCase);

        public long? DueMs => null;

        public void TimePassed(long nowMs)
        {
            // Robots' telephones wait for nothing.
        }

        public void Happened(SipEvent happened, long nowMs)
        {
            switch (happened)
            {
                case SipEvent.IncomingInvite incoming:
                    Answer(incoming, nowMs);
                    break;
                case SipEvent.MediaChanged changed when _calls.TryGetValue(changed.Call, out var phone):
                    phone.Connect(changed.Call, changed.Audio);
                    break;
                case SipEvent.Confirmed confirmed when _calls.TryGetValue(confirmed.Call, out var phone):
                    phone.Connect(confirmed.Call, confirmed.Audio);
                    break;
                case SipEvent.Ended ended when _calls.Remove(ended.Call, out var phone):
                    phone.HangUp(ended.Call);
                    break;
                default:
                    break; // A telephone that only answers needs no more.
            }
        }

        private void Answer(SipEvent.IncomingInvite incoming, long nowMs)
        {
            var user = SipUri.TryParse(incoming.Invite.Uri, out var uri) ? uri.User : "";
            if (!Phones.TryGetValue(user, out var phone))
            {
                host.Endpoint.Reject(incoming.Call, 404, 1, [], nowMs);
            }
            else if (media.OpenRtp(phone) is not { } leg)
            {
                host.Endpoint.Reject(incoming.Call, 503, 34, [], nowMs);
            }
            else
            {
                // The node that calls again has lost the call before: the new one counts.
                if (phone.Take(incoming.Call, leg) is { } before)
                {
                    host.Endpoint.HangUp(before, 16, nowMs);
                }

                _calls[incoming.Call] = phone;
                host.Endpoint.Accept(incoming.Call, new SdpLocal(leg.Local, ++_sessions), nowMs);
            }
        }
    }
}
