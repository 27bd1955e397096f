using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Paceline.Voice.Dtls;

/// <summary>Our self-signed certificate for one run and the OpenSSL context that uses it, for one end of the handshake.</summary>
internal sealed unsafe class DtlsIdentity : IDisposable
{
    // What browsers offer for DTLS 1.2 with ECDSA; forward secrecy only.
    private const string Ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256";

    private const string Profiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";

    public DtlsIdentity(DtlsEnd end)
    {
        End = end;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=paceline", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        byte[] der = certificate.Export(X509ContentType.Cert);
        byte[] secret = key.ExportECPrivateKey();
        Fingerprint = FingerprintOf(der);
        Context = OpenSsl.SSL_CTX_new(end == DtlsEnd.Server ? OpenSsl.DTLS_server_method() : OpenSsl.DTLS_client_method());
        fixed (byte* derBytes = der)
        fixed (byte* secretBytes = secret)
        {
            Demand(Context != 0);
            Demand(OpenSsl.SSL_CTX_use_certificate_ASN1(Context, der.Length, derBytes) == 1);
            Demand(OpenSsl.SSL_CTX_use_PrivateKey_ASN1(OpenSsl.EcKeyType, Context, secretBytes, secret.Length) == 1);
        }

        CryptographicOperations.ZeroMemory(secret);
        // This one function says zero when all is well.
        Demand(OpenSsl.SSL_CTX_set_tlsext_use_srtp(Context, Profiles) == 0);
        Demand(OpenSsl.SSL_CTX_set_cipher_list(Context, Ciphers) == 1);
        OpenSsl.SSL_CTX_set_verify(Context, OpenSsl.VerifyPeerOrFail, &OpenSsl.AcceptAnyChain);
        OpenSsl.SSL_CTX_set_options(Context, OpenSsl.NoQueryMtu | OpenSsl.NoTicket | OpenSsl.NoRenegotiation);
    }

    public DtlsEnd End { get; }

    /// <summary>For the SDP: SHA-256 as upper-case hex pairs with colons (RFC 8122 §5).</summary>
    public string Fingerprint { get; }

    internal nint Context { get; private set; }

    public static string FingerprintOf(ReadOnlySpan<byte> der) =>
        string.Join(':', SHA256.HashData(der).Select(static octet => octet.ToString("X2", CultureInfo.InvariantCulture)));

    /// <summary>A second time does nothing: OpenSSL takes freeing nothing, not freeing twice.</summary>
    public void Dispose()
    {
        OpenSsl.SSL_CTX_free(Context);
        Context = 0;
    }

    private static void Demand(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"OpenSSL refused our own certificate or settings: {OpenSsl.Errors()}");
        }
    }
}

/// <summary>Who speaks first in DTLS; a browser that is offered <c>passive</c> is the client.</summary>
internal enum DtlsEnd
{
    Client,
    Server,
}
