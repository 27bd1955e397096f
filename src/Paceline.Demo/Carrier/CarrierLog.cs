using System.Text.Json;
using Paceline.Voice;

namespace Paceline.Demo.Carrier;

/// <summary>
/// What the far end saw, one JSON line each, written through before anything else happens: <c>at</c> (Unix ms), <c>mono</c> (monotonic
/// ms), <c>event</c> (start, invite, ringing, ok, ack, cancel, bye, final, clock), <c>callId</c>, <c>to</c>, <c>code</c>; at the answer
/// <c>toneHz</c>; at its end <c>firstSoundMs</c> (from its 200, left out when it stayed silent), <c>heard</c> (agent, message, other,
/// none), <c>heardHz</c>, <c>ended</c> (person, caller).
/// </summary>
internal sealed class CarrierLog : IDisposable
{
    private readonly FileStream? _file;
    private readonly Utf8JsonWriter? _json;
    private readonly TimeProvider _time;

    public CarrierLog(string? path, TimeProvider time)
    {
        _time = time;
        if (path is not null)
        {
            _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
            _json = new Utf8JsonWriter(_file);
        }
    }

    public void Write(string what, string callId = "", string to = "", int code = 0, Action<Utf8JsonWriter>? more = null)
    {
        if (_json is null || _file is null)
        {
            return;
        }

        _json.WriteStartObject();
        _json.WriteNumber("at", _time.GetUtcNow().ToUnixTimeMilliseconds());
        _json.WriteNumber("mono", SipHost.NowMs);
        _json.WriteString("event", what);
        if (callId.Length > 0)
        {
            _json.WriteString("callId", callId);
            _json.WriteString("to", to);
        }

        if (code > 0)
        {
            _json.WriteNumber("code", code);
        }

        more?.Invoke(_json);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _file.WriteByte((byte)'\n');
        _file.Flush();
    }

    public void Dispose()
    {
        _json?.Dispose();
        _file?.Dispose();
    }
}
