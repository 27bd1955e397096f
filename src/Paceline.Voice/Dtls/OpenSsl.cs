using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Paceline.Voice.Dtls;

/// <summary>The functions of the system's OpenSSL 3 that a DTLS handshake in memory needs; names are OpenSSL's.</summary>
internal static unsafe partial class OpenSsl
{
    public const int EcKeyType = 408;                  // EVP_PKEY_EC
    public const int VerifyPeerOrFail = 3;             // SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
    public const ulong NoQueryMtu = 0x1000;            // SSL_OP_NO_QUERY_MTU
    public const ulong NoTicket = 0x4000;              // SSL_OP_NO_TICKET
    public const ulong NoRenegotiation = 0x4000_0000;  // SSL_OP_NO_RENEGOTIATION
    public const int SetMtu = 17;                      // SSL_CTRL_SET_MTU
    public const int HandleTimeout = 74;               // DTLS_CTRL_HANDLE_TIMEOUT
    public const int SetMemoryEof = 130;               // BIO_C_SET_BUF_MEM_EOF_RETURN
    public const int WantRead = 2;                     // SSL_ERROR_WANT_READ
    public const int WantWrite = 3;                    // SSL_ERROR_WANT_WRITE
    public const int ReceivedShutdown = 2;             // SSL_RECEIVED_SHUTDOWN

    private const string Ssl = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";

    [LibraryImport(Ssl)]
    public static partial nint DTLS_server_method();

    [LibraryImport(Ssl)]
    public static partial nint DTLS_client_method();

    [LibraryImport(Ssl)]
    public static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Ssl)]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_use_certificate_ASN1(nint context, int length, byte* der);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_use_PrivateKey_ASN1(int type, nint context, byte* der, nint length);

    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_tlsext_use_srtp(nint context, string profiles);

    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_cipher_list(nint context, string ciphers);

    [LibraryImport(Ssl)]
    public static partial void SSL_CTX_set_verify(
        nint context, int mode, delegate* unmanaged[Cdecl]<int, nint, int> callback);

    [LibraryImport(Ssl)]
    public static partial ulong SSL_CTX_set_options(nint context, ulong options);

    [LibraryImport(Ssl)]
    public static partial nint SSL_new(nint context);

    [LibraryImport(Ssl)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(Ssl)]
    public static partial void SSL_set_bio(nint ssl, nint read, nint write);

    [LibraryImport(Ssl)]
    public static partial void SSL_set_accept_state(nint ssl);

    [LibraryImport(Ssl)]
    public static partial void SSL_set_connect_state(nint ssl);

    [LibraryImport(Ssl)]
    public static partial nint SSL_ctrl(nint ssl, int command, nint number, void* pointer);

    [LibraryImport(Ssl)]
    public static partial int SSL_do_handshake(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_get_error(nint ssl, int result);

    [LibraryImport(Ssl)]
    public static partial int SSL_get_shutdown(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_read(nint ssl, byte* buffer, int length);

    [LibraryImport(Ssl)]
    public static partial SrtpProtection* SSL_get_selected_srtp_profile(nint ssl);

    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_export_keying_material(
        nint ssl, byte* exported, nint length, string label, nint labelLength, byte* context, nint contextLength, int useContext);

    [LibraryImport(Ssl)]
    public static partial nint SSL_get1_peer_certificate(nint ssl);

    [LibraryImport(Crypto)]
    public static partial int i2d_X509(nint certificate, byte** der);

    [LibraryImport(Crypto)]
    public static partial void X509_free(nint certificate);

    [LibraryImport(Crypto)]
    public static partial nint BIO_new(nint method);

    [LibraryImport(Crypto)]
    public static partial nint BIO_s_mem();

    [LibraryImport(Crypto)]
    public static partial nint BIO_ctrl(nint bio, int command, nint number, void* pointer);

    [LibraryImport(Crypto)]
    public static partial int BIO_write(nint bio, byte* bytes, int length);

    [LibraryImport(Crypto)]
    public static partial int BIO_read(nint bio, byte* bytes, int length);

    /// <summary>For contexts: accept every chain, since the handshake's owner compares the certificate with the SDP.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int AcceptAnyChain(int verified, nint store) => 1;

    /// <summary>The errors of this thread, oldest first; reading empties them, or they would blame the next call.</summary>
    public static string Errors()
    {
        StringBuilder text = new();
        byte* line = stackalloc byte[256];
        for (ulong error = ERR_get_error(); error != 0; error = ERR_get_error())
        {
            ERR_error_string_n(error, line, 256);
            text.Append(text.Length > 0 ? "; " : "").Append(Marshal.PtrToStringUTF8((nint)line));
        }

        return text.ToString();
    }

    [LibraryImport(Crypto)]
    private static partial ulong ERR_get_error();

    [LibraryImport(Crypto)]
    private static partial void ERR_error_string_n(ulong error, byte* text, nint length);

    /// <summary>struct srtp_protection_profile_st.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SrtpProtection
    {
        public nint Name;
        public ulong Id; // unsigned long: 64 bits on every Linux we run on
    }
}
