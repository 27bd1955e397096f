using System.Globalization;

namespace Paceline.Sip;

// Registrations as a client (RFC 3261 §10.2): one request each time, with a challenge and a longer interval answered by itself.
// When to ask again is the host's affair.
public sealed partial class SipEndpoint
{
    /// <summary>A registrar that insists on more than a day is not obeyed.</summary>
    private const int ExpiresMax = 86_400;

    private readonly Dictionary<string, Registration> _registrations = new(StringComparer.Ordinal);

    /// <summary>Asks the registrar; the result is <see cref="SipEvent.Registered"/>. All requests of one id have one Call-ID.</summary>
    public SipRefusal Register(RegisterOrder order, long nowMs)
    {
        if (!SipText.IsOneLine($"{order.Registrar}{order.Credentials.User}"))
        {
            return SipRefusal.Malformed;
        }

        if (!_registrations.TryGetValue(order.Id, out Registration? kept))
        {
            _registrations.Add(order.Id, kept = new Registration(_token()));
        }

        kept.Order = order;
        (kept.ExpiresSeconds, kept.Challenged, kept.StaleNonces) = (order.ExpiresSeconds, false, 0);
        SipUri account = order.Registrar with { User = order.Credentials.User, Parameters = "" };
        SipRequest request = new("REGISTER", (order.Registrar with { User = "", Parameters = "" }).ToString());
        request.Headers.Add("Max-Forwards", "70");
        request.Headers.Add("From", $"<{account}>;tag={_token()}");
        request.Headers.Add("To", $"<{account}>");
        request.Headers.Add("Call-ID", kept.CallId);
        request.Headers.Add("CSeq", new CSeq(++kept.Number, "REGISTER").ToString());
        request.Headers.Add("Contact", $"<{ContactOf(order)}>");
        request.Headers.Add("Expires", Text(order.ExpiresSeconds));
        request.Headers.Add("Allow", AllowedMethods);
        Ask(request, order.Destination, Purpose.Register, null, nowMs, order.Id);
        return SipRefusal.None;
    }

    private void HearRegister(ClientTransaction asked, SipResponse response, long nowMs)
    {
        if (!_registrations.TryGetValue(asked.OptionsId, out Registration? kept) || asked.Request.CSeq.Number != kept.Number)
        {
            return; // A newer request has taken its place.
        }

        SipRequest? again = response.Status switch
        {
            401 or 407 => Authorized(kept, asked.Request, response),
            423 => Lengthened(kept, asked.Request, response),
            _ => null,
        };
        if (again is not null)
        {
            Ask(again, asked.Peer, Purpose.Register, null, nowMs, asked.OptionsId);
            return;
        }

        int granted = response.Status is >= 200 and < 300 ? Granted(kept, response) : 0;
        _events.Enqueue(new SipEvent.Registered(asked.OptionsId, response.Status, granted, response.Headers.Number("Retry-After")));
    }

    /// <summary>The request with credentials; null when the far end has refused them.</summary>
    private SipRequest? Authorized(Registration kept, SipRequest request, SipResponse challenge)
    {
        bool refused = kept.Challenged && !(Digest.IsStale(challenge) && kept.StaleNonces++ == 0);
        if (refused || Digest.Answer(challenge, request.Method, request.Uri, kept.Order!.Credentials, _token()) is not { } answer)
        {
            return null;
        }

        kept.Challenged = true;
        SipRequest again = Again(request, ++kept.Number);
        again.Headers.Set(answer.Name, answer.Value);
        return again;
    }

    /// <summary>423: the registrar names the shortest interval it takes (RFC 3261 §10.2.8); once.</summary>
    private static SipRequest? Lengthened(Registration kept, SipRequest request, SipResponse refusal)
    {
        int least = refusal.Headers.Number("Min-Expires");
        if (kept.ExpiresSeconds == 0 || least <= kept.ExpiresSeconds || least > ExpiresMax)
        {
            return null;
        }

        kept.ExpiresSeconds = least;
        SipRequest again = Again(request, ++kept.Number);
        again.Headers.Set("Expires", Text(least));
        return again;
    }

    /// <summary>For how long: what stands beside our Contact, else the Expires header, else what we asked for.</summary>
    private int Granted(Registration kept, SipResponse response)
    {
        string ours = ContactOf(kept.Order!).ToString(); // An answer is to a request, and that had an order.
        foreach (string element in response.Headers.Elements("Contact"))
        {
            if (NameAddress.TryParse(element, out NameAddress? contact) && contact.Uri.Equals(ours, StringComparison.OrdinalIgnoreCase)
                && SipText.Parameter(contact.Parameters, "expires") is { } expires)
            {
                return SipText.LeadingNumber(expires);
            }
        }

        return response.Headers.First("Expires") is { } all ? SipText.LeadingNumber(all) : kept.ExpiresSeconds;
    }

    private SipUri ContactOf(RegisterOrder order) => new(order.Credentials.User, _settings.Local);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What all requests of one registration share.</summary>
    private sealed class Registration(string callId)
    {
        public string CallId => callId;

        public RegisterOrder? Order { get; set; }

        public int Number { get; set; }

        public int ExpiresSeconds { get; set; }

        public bool Challenged { get; set; }

        public int StaleNonces { get; set; }
    }
}
