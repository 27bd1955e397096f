namespace Paceline.Media.Srtp;

/// <summary>Which end of the DTLS handshake we were.</summary>
public enum DtlsRole
{
    Client,
    Server,
}

/// <summary>The two sessions of a leg, cut from what DTLS exports (RFC 5764 §4.2).</summary>
/// <param name="Outbound">Protects what we send.</param>
/// <param name="Inbound">Unprotects what we receive.</param>
public sealed record SrtpKeys(SrtpSession Outbound, SrtpSession Inbound) : IDisposable
{
    /// <summary>Label of the exporter.</summary>
    public const string ExporterLabel = "EXTRACTOR-dtls_srtp";

    private const int KeyLength = 16;

    /// <summary>How many bytes to export: client key, server key, client salt, server salt.</summary>
    public static int ExportedLength(SrtpProfile profile) => 2 * (KeyLength + SaltLength(profile));

    /// <param name="profile">What the handshake selected.</param>
    /// <param name="role">Our end.</param>
    /// <param name="exported">Exactly <see cref="ExportedLength"/> bytes.</param>
    public static SrtpKeys FromExporter(SrtpProfile profile, DtlsRole role, ReadOnlySpan<byte> exported)
    {
        if (exported.Length != ExportedLength(profile))
        {
            throw new ArgumentException($"{profile} needs {ExportedLength(profile)} bytes, got {exported.Length}", nameof(exported));
        }

        var salt = SaltLength(profile);
        var client = new SrtpSession(profile, exported[..KeyLength], exported.Slice(2 * KeyLength, salt));
        var server = new SrtpSession(profile, exported.Slice(KeyLength, KeyLength), exported.Slice((2 * KeyLength) + salt, salt));
        return role == DtlsRole.Server ? new SrtpKeys(server, client) : new SrtpKeys(client, server);
    }

    public void Dispose()
    {
        Outbound.Dispose();
        Inbound.Dispose();
    }

    internal static int SaltLength(SrtpProfile profile) => profile == SrtpProfile.AeadAes128Gcm ? 12 : 14;
}
