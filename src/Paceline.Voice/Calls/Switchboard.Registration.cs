using Paceline.Sip;

namespace Paceline.Voice;

// Trunks that want to be told where we are.
internal sealed partial class Switchboard
{
    private void RegisterAt(Trunk trunk, long atMs)
    {
        trunk.NextRegister?.CallOff();
        trunk.NextRegister = trunk.Settings.Register && !_stopping
            ? _alarms.At(atMs, () => Register(trunk, (int)trunk.Settings.RegisterFor.TotalSeconds))
            : null;
    }

    private void Register(Trunk trunk, int expiresSeconds)
    {
        if (trunk.Credentials is { } credentials)
        {
            SipUri registrar = new("sip", "", trunk.Settings.Host, trunk.Settings.Port == 5060 ? 0 : trunk.Settings.Port, "");
            Sip.Register(
                new RegisterOrder
                {
                    Id = trunk.Settings.Name,
                    Registrar = registrar,
                    Credentials = credentials,
                    Destination = trunk.Address,
                    ExpiresSeconds = expiresSeconds,
                },
                NowMs);
        }
    }

    private void Registered(SipEvent.Registered result)
    {
        if (_stopping || !_trunks.TryGetValue(result.Id, out Trunk? trunk))
        {
            return;
        }

        long nowMs = NowMs;
        if (result.Status is >= 200 and < 300 && result.ExpiresSeconds > 0)
        {
            RegisterAt(trunk, nowMs + trunk.Registration.After(result.ExpiresSeconds, nowMs));
            Change(trunk, () => trunk.Health.Registered(nowMs));
            return;
        }

        RegisterAt(trunk, nowMs + trunk.Registration.AfterRefusal(result.RetryAfterSeconds));
        if (trunk.Registration.HoldsUntilMs <= nowMs)
        {
            Change(trunk, () => trunk.Health.Unregistered(result.Status));
        }
        else
        {
            // What the far end granted still holds; then it is over, unless it is granted anew.
            _alarms.At(trunk.Registration.HoldsUntilMs, () =>
            {
                if (trunk.Registration.HoldsUntilMs <= NowMs)
                {
                    Change(trunk, () => trunk.Health.Unregistered(result.Status));
                }
            });
        }
    }

    /// <summary>The node goes: calls for us shall not be sent to where nobody is. Asked once, and not waited for.</summary>
    private void TakeRegistrationsBack()
    {
        foreach (Trunk trunk in _trunks.Values.Where(trunk => trunk.Registration.HoldsUntilMs > NowMs))
        {
            trunk.NextRegister?.CallOff();
            Register(trunk, expiresSeconds: 0);
        }
    }
}
