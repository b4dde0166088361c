package io.notifyflow.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.notifyflow.account.PublicAddress;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class RelyingPartyTest {

    @Autowired
    Hub hub;

    @Autowired
    PublicAddress address;

    @Test
    void isLocalhostOnThisMachine() {
        assertThat(RelyingParty.of(address, "localhost:8080"))
                .contains(new RelyingParty("http://localhost:8080", "localhost"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "127.0.0.1:8080",
                "[::1]:8080",
                "hub.example.com",
                "localhost.evil.example",
                "localhost:8080.evil.example",
                "evil.example#localhost",
                "LOCALHOST@evil",
                "localhost:",
                ""
            })
    void isNothingElseWithoutAPublicAddress(String authority) {
        assertThat(RelyingParty.of(address, authority)).isEmpty();
    }

    @Test
    void theQrCodeOfAnAppIsReadAsItWasWritten() throws Exception {
        String uri =
                "otpauth://totp/NotifyFlow%20hub:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&digits=6";
        QrCode code = QrCode.of(uri);
        int scale = 4;
        int width = code.size() * scale;
        int[] pixels = new int[width * width];
        Arrays.fill(pixels, 0xffffff);
        Matcher module = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(code.path());
        while (module.find()) {
            int left = Integer.parseInt(module.group(1)) * scale;
            int top = Integer.parseInt(module.group(2)) * scale;
            for (int y = top; y < top + scale; y++) {
                Arrays.fill(pixels, y * width + left, y * width + left + scale, 0);
            }
        }

        assertThat(new QRCodeReader()
                        .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, width, pixels))))
                        .getText())
                .isEqualTo(uri);
    }
}
